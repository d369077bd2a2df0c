A file of prose alone.

Nothing here is played.
