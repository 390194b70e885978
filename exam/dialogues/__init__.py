dialogue = None
