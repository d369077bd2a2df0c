  $ printf 'a\n\nb\n'
  a
  
  b
  $ echo '  indented'
    indented
  $ 
  $ echo
  
