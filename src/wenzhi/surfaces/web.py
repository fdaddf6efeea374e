"""Floor 8: a corpus asked in a browser: a server for this machine alone around `api.Desk`.

Takes addresses, gives pages and files; what they mean is decided by the desk. It listens on the loopback
address only, answers no request made in another name (so that a page elsewhere cannot read it by having
its own name lead here), takes only GET, and writes nothing but files on their way to the browser.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from wenzhi import api
from wenzhi.base.errors import ErrorRecord, UsageError, WenzhiError
from wenzhi.surfaces.cli.printing import internal, note, write

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOST = "127.0.0.1"
NAMES = [HOST, "localhost"]
"""Names by which requests may call this server."""
GRACE = 5.0
"""Seconds that an interrupted question may still take to stop by itself, as on the command line."""
AGAIN = 0.1
"""Seconds between two interruptions of a question that nobody waits for."""
LONGEST = 1 << 17
"""Bytes of a request: an address of the longest statement, its characters percent-encoded."""
HEADERS = {
    "cache-control": "private, no-cache",
    "content-security-policy": "frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
STATUS = {"E204": 404, "E606": 503, "E607": 503, "E621": 503}
"""How HTTP names our errors; all others are those of who asks."""
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "dta": "application/x-stata-dta",
}

Work = Callable[["Request", api.Stop], "Response"]


def serve(corpus: Path, *, port: int, open_it: bool, seconds: float, lang: str) -> None:
    """Answer until interrupted. Raises CorpusError, and UsageError (E223) where the port is taken."""
    import uvicorn

    with api.Desk(corpus, seconds=seconds, lang="en" if lang == "en" else "zh") as desk:
        listening = _listen(port)
        address = f"http://{HOST}:{listening.getsockname()[1]}/"
        write(address)
        note("在浏览器里打开上面的网址；按 Ctrl-C 停止")
        config = uvicorn.Config(
            application(desk, seconds),
            # Errors are told on the page; a question broken off by Ctrl-C is none.
            log_level="info" if os.environ.get("WENZHI_DEBUG") else "critical",
            lifespan="off",
            h11_max_incomplete_event_size=LONGEST,
            timeout_graceful_shutdown=1,
            server_header=False,
        )
        if open_it:
            webbrowser.open(address)  # it listens already: the browser waits
        # Who ends a service sends SIGTERM, which uvicorn hands on when it has closed: as Ctrl-C.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])
        note("已停止")
    if threading.active_count() > 1:
        # A question that nobody waits for any more would hold the process up.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except (OSError, OverflowError) as error:
        raise UsageError(
            "E223",
            f"端口 {port} 用不了：{error}",
            where=f"{HOST}:{port}",
            hint="可能已有一个在运行；换一个端口（--port 8766），或用 --port 0 任选一个空闲的",
        ) from error


def application(desk: api.Desk, seconds: float) -> Starlette:
    """The addresses and what answers them."""
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from starlette.routing import Route

    answers = _Answers(desk)
    # It may wait for a seat, then ask, each within the limit.
    limit = 2 * seconds + GRACE

    def route(path: str, work: Work) -> Route:
        return Route(path, _within(limit, work, desk), methods=["GET"])

    return Starlette(
        routes=[
            route("/", answers.page),
            route("/beside", answers.beside),
            route("/answer.json", answers.data),
            route("/export.{ending:str}", answers.export),
            route("/codebook.csv", answers.codebook),
            route("/question.json", answers.question),
            route("/report/{report:str}", answers.report),
            route("/grammar", answers.grammar),
            route("/favicon.ico", answers.nothing),
        ],
        middleware=[
            Middleware(_Guarded),
            Middleware(TrustedHostMiddleware, allowed_hosts=NAMES, www_redirect=False),
        ],
    )


class _Guarded:
    """Says to the browser what it may do with an answer; turns away what another site fetches."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        from starlette.datastructures import Headers, MutableHeaders
        from starlette.responses import PlainTextResponse

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        asked = Headers(scope=scope)
        foreign = asked.get("sec-fetch-site") in ("cross-site", "same-site")
        if foreign and asked.get("sec-fetch-mode") != "navigate":
            await PlainTextResponse("cross-site request", 403)(scope, receive, guarded)
            return
        await self._app(scope, receive, guarded)


def _within(limit: float, work: Work, desk: api.Desk) -> Callable[[Request], object]:
    """Work done in a thread, whose errors are told; after `limit` seconds nobody waits for it."""

    async def answer(request: Request) -> Response:
        import anyio

        stop = api.Stop()
        with anyio.move_on_after(limit):
            async with anyio.create_task_group() as group:
                group.start_soon(_stop_with, request, stop)
                told = await anyio.to_thread.run_sync(
                    _told, work, request, stop, abandon_on_cancel=True
                )
                group.cancel_scope.cancel()
            return told
        return _failed(desk.over(), _wants_page(request))

    return answer


async def _stop_with(request: Request, stop: api.Stop) -> None:
    """End the question where the browser has left: another page, a closed window, the stop button."""
    import anyio

    while (await request.receive())["type"] != "http.disconnect":
        pass
    while True:
        stop.leave()
        await anyio.sleep(AGAIN)


def _told(work: Work, request: Request, stop: api.Stop) -> Response:
    try:
        return work(request, stop)
    except WenzhiError as error:
        return _failed(error.record(), _wants_page(request))
    except Exception as error:
        return _failed(internal(error), _wants_page(request))


def _failed(error: ErrorRecord, as_page: bool) -> Response:
    from starlette.responses import HTMLResponse, Response

    from wenzhi.outputs.asking import error_page
    from wenzhi.outputs.document import encode_json
    from wenzhi.outputs.envelopes import ErrorEnvelope

    if as_page:
        return HTMLResponse(error_page(error), _status(error))
    body = encode_json(ErrorEnvelope(error=error)) + b"\n"
    return Response(body, _status(error), media_type=MEDIA["json"])


def _status(error: ErrorRecord) -> int:
    return 500 if error.code == "E900" else STATUS.get(error.code, 400)


def _wants_page(request: Request) -> bool:
    return not request.url.path.endswith(".json")


def _parameters(request: Request) -> Mapping[str, str]:
    """The parameters of an address. Raises QueryError (E620) where one is given twice."""
    return api.single(request.query_params.multi_items())


class _Answers:
    """What each address answers."""

    def __init__(self, desk: api.Desk) -> None:
        self._desk = desk

    def page(self, request: Request, stop: api.Stop) -> Response:
        """The form with the answer."""
        return self._html(self._desk.page(_parameters(request), stop))

    def beside(self, request: Request, stop: api.Stop) -> Response:
        """What stands beside the answer, fetched by the page."""
        return self._html(self._desk.beside(_parameters(request), stop))

    def data(self, request: Request, stop: api.Stop) -> Response:
        """The page's answer as the command line prints it."""
        from starlette.responses import Response

        from wenzhi.outputs.document import encode_json

        envelope = self._desk.data(_parameters(request), stop)
        return Response(encode_json(envelope, indent=1) + b"\n", media_type=MEDIA["json"])

    def export(self, request: Request, stop: api.Stop) -> Response:
        """Every row as a file."""
        return self._file(
            request, request.path_params["ending"], partial(self._desk.export, stop=stop)
        )

    def codebook(self, request: Request, stop: api.Stop) -> Response:
        """What the columns of a panel are."""
        return self._file(request, "csv", partial(self._desk.codebook, stop=stop), "codebook")

    def question(self, request: Request, stop: api.Stop) -> Response:
        """The question as a query file."""
        return self._file(request, "json", partial(self._desk.keep, stop=stop), "question")

    def report(self, request: Request, stop: api.Stop) -> Response:
        """One report."""
        from starlette.responses import HTMLResponse

        report_id = request.path_params["report"]
        return HTMLResponse(self._desk.report(report_id, _parameters(request)))

    def grammar(self, request: Request, stop: api.Stop) -> Response:
        """The grammar of patterns and conditions."""
        from starlette.responses import PlainTextResponse

        return PlainTextResponse(api.query_grammar())

    def nothing(self, request: Request, stop: api.Stop) -> Response:
        """No picture."""
        from starlette.responses import Response

        return Response(status_code=204)

    def _html(self, drawn: api.Drawn) -> Response:
        from starlette.responses import HTMLResponse

        return HTMLResponse(drawn.html, 200 if drawn.error is None else _status(drawn.error))

    def _file(
        self,
        request: Request,
        ending: str,
        make: Callable[[Mapping[str, str], Path], Path],
        name: str = "",
    ) -> Response:
        """A file that is made in a folder of its own, sent, and removed."""
        from starlette.background import BackgroundTask
        from starlette.responses import FileResponse

        parameters = _parameters(request)
        folder = tempfile.TemporaryDirectory(prefix="wenzhi-export-")
        try:
            path = make(parameters, Path(folder.name) / f"rows.{ending}")
        except BaseException:
            folder.cleanup()
            raise
        shown = f"wenzhi-{name or parameters.get('ask', 'kwic')}.{ending}"
        return FileResponse(
            path,
            media_type=MEDIA.get(ending, "application/octet-stream"),
            filename=shown,
            background=BackgroundTask(folder.cleanup),
        )
