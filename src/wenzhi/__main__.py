"""`python -m wenzhi`: the command line."""

from wenzhi.surfaces.cli.main import main

if __name__ == "__main__":
    main()
