  $ echo this is for other machines; exit 80
  nothing of this is compared
