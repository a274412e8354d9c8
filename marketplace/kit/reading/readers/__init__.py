"""One module a kind of file, each with `read(file, options)`; run in a child process only, never in the server."""
