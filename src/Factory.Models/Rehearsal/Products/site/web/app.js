{{script}}
