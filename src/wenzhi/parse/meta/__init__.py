"""What a report says of itself before it says anything else: who, of where, on which year, dated when."""
