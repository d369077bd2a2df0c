  $ printf abc; exit 0
  abc
