  $ printf '\377\376\n'
  ÿþ
  $ printf '\200'
  \x80 (no-eol) (esc)
