  $ echo '* \ foobarbaz'
  \* \\ fo?bar* (glob)
  $ echo 'why?'
  why\? (glob)
  $ echo 'x.y+z[1]'
  x.y+z[?] (glob)
  $ echo
  * (glob)
  $ echo abcabc
  *abc (glob)
