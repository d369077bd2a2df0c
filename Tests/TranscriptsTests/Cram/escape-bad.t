  $ printf 'a\tb\n'
  a b (esc)
  $ printf '\001\n'
  \x02 (esc)
  $ printf 'x\ty\n'
  x.y (re)
