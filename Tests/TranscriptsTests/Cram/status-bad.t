  $ false
  $ true
  [1]
  $ (exit 7)
  [8]
