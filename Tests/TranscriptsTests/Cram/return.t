A carriage return ends a line of output:

  $ printf 'one\rtwo\r\nthree\n'
  one\r (no-eol) (esc)
  two\r (esc)
  three
