  $ for i in 1 2 3; do
  >   echo $i
  > done
  1
  2
  3
  $ if true; then
  >   echo yes
  > else
  >   echo no
  > fi
  yes
  $ case x in
  > x) echo matched;;
  > esac
  matched
