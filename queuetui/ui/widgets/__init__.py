"""One widget a file; they are mounted once and live as long as the app."""
