# nsshell lesson: propagation (3122b5014fa1b941)

Mounts that travel: shared, slave, private, unbindable

## pool

A pool of disks

  host$ mkdir /pool
  host$ mount -t tmpfs pool /pool
  host$ mkdir /pool/disk
  host$ mount -t tmpfs disk /pool/disk
  host$ grep pool /proc/self/mountinfo
  * * * / /pool rw,relatime - tmpfs pool rw,uid=*,gid=* (glob)
  * * * / /pool/disk rw,relatime - tmpfs disk rw,uid=*,gid=* (glob)

## shared

Speak up

  host$ mount --make-shared /pool
  host$ grep pool /proc/self/mountinfo
  * * * / /pool rw,relatime shared:* - tmpfs pool rw,uid=*,gid=* (glob)
  * * * / /pool/disk rw,relatime - tmpfs disk rw,uid=*,gid=* (glob)
  until host.mounts[/pool].propagation: shared
  host$ mount --make-rshared /pool
  host$ grep shared /proc/self/mountinfo
  * * * / /pool rw,relatime shared:* - tmpfs pool rw,uid=*,gid=* (glob)
  * * * / /pool/disk rw,relatime shared:* - tmpfs disk rw,uid=*,gid=* (glob)

## peer

One of the group

  host$ unshare -m --propagation unchanged /bin/bash
  mnt$ grep pool /proc/self/mountinfo
  * * * / /pool rw,relatime shared:* - tmpfs pool rw,uid=*,gid=* (glob)
  * * * / /pool/disk rw,relatime shared:* - tmpfs disk rw,uid=*,gid=* (glob)

## inwards

From outside to inside

  host@2$ mkdir /pool/usb
  host@2$ mount -t tmpfs usb /pool/usb
  mnt$ grep usb /proc/self/mountinfo
  * * * / /pool/usb rw,relatime shared:* - tmpfs usb rw,uid=*,gid=* (glob)

## outwards

From inside to outside

  mnt$ mkdir /pool/cd
  mnt$ mount -t tmpfs cd /pool/cd
  host@2$ grep cd /proc/self/mountinfo
  * * * / /pool/cd rw,relatime shared:* - tmpfs cd rw,uid=*,gid=* (glob)

## slave

Only listen

  mnt$ mount --make-slave /pool
  mnt$ grep pool /proc/self/mountinfo
  * * * / /pool rw,relatime master:* - tmpfs pool rw,uid=*,gid=* (glob)
  * * * / /pool/disk rw,relatime shared:* - tmpfs disk rw,uid=*,gid=* (glob)
  * * * / /pool/usb rw,relatime shared:* - tmpfs usb rw,uid=*,gid=* (glob)
  * * * / /pool/cd rw,relatime shared:* - tmpfs cd rw,uid=*,gid=* (glob)

## one-way

One way

  host@2$ mkdir /pool/news
  host@2$ mount -t tmpfs news /pool/news
  mnt$ mkdir /pool/secret
  mnt$ mount -t tmpfs secret /pool/secret
  mnt$ grep pool /proc/self/mountinfo
  * * * / /pool rw,relatime master:* - tmpfs pool rw,uid=*,gid=* (glob)
  * * * / /pool/disk rw,relatime shared:* - tmpfs disk rw,uid=*,gid=* (glob)
  * * * / /pool/usb rw,relatime shared:* - tmpfs usb rw,uid=*,gid=* (glob)
  * * * / /pool/cd rw,relatime shared:* - tmpfs cd rw,uid=*,gid=* (glob)
  * * * / /pool/news rw,relatime master:* - tmpfs news rw,uid=*,gid=* (glob)
  * * * / /pool/secret rw,relatime - tmpfs secret rw,uid=*,gid=* (glob)
  host@2$ grep pool /proc/self/mountinfo
  * * * / /pool rw,relatime shared:* - tmpfs pool rw,uid=*,gid=* (glob)
  * * * / /pool/disk rw,relatime shared:* - tmpfs disk rw,uid=*,gid=* (glob)
  * * * / /pool/usb rw,relatime shared:* - tmpfs usb rw,uid=*,gid=* (glob)
  * * * / /pool/cd rw,relatime shared:* - tmpfs cd rw,uid=*,gid=* (glob)
  * * * / /pool/news rw,relatime shared:* - tmpfs news rw,uid=*,gid=* (glob)

## private

Not a word

  mnt$ mount --make-private /pool
  host@2$ mkdir /pool/late
  host@2$ mount -t tmpfs late /pool/late
  mnt$ grep pool /proc/self/mountinfo
  * * * / /pool rw,relatime - tmpfs pool rw,uid=*,gid=* (glob)
  * * * / /pool/disk rw,relatime shared:* - tmpfs disk rw,uid=*,gid=* (glob)
  * * * / /pool/usb rw,relatime shared:* - tmpfs usb rw,uid=*,gid=* (glob)
  * * * / /pool/cd rw,relatime shared:* - tmpfs cd rw,uid=*,gid=* (glob)
  * * * / /pool/news rw,relatime master:* - tmpfs news rw,uid=*,gid=* (glob)
  * * * / /pool/secret rw,relatime - tmpfs secret rw,uid=*,gid=* (glob)

## recursive

The whole tree

  mnt$ mount --make-rslave /pool
  mnt$ grep pool /proc/self/mountinfo
  * * * / /pool rw,relatime - tmpfs pool rw,uid=*,gid=* (glob)
  * * * / /pool/disk rw,relatime master:* - tmpfs disk rw,uid=*,gid=* (glob)
  * * * / /pool/usb rw,relatime master:* - tmpfs usb rw,uid=*,gid=* (glob)
  * * * / /pool/cd rw,relatime master:* - tmpfs cd rw,uid=*,gid=* (glob)
  * * * / /pool/news rw,relatime master:* - tmpfs news rw,uid=*,gid=* (glob)
  * * * / /pool/secret rw,relatime - tmpfs secret rw,uid=*,gid=* (glob)

## alone

Behind closed doors

  mnt$ mount --make-rprivate /pool
  mnt$ mkdir /pool/disk/mine
  mnt$ mount -t tmpfs mine /pool/disk/mine
  mnt$ grep pool /proc/self/mountinfo
  * * * / /pool rw,relatime - tmpfs pool rw,uid=*,gid=* (glob)
  * * * / /pool/disk rw,relatime - tmpfs disk rw,uid=*,gid=* (glob)
  * * * / /pool/usb rw,relatime - tmpfs usb rw,uid=*,gid=* (glob)
  * * * / /pool/cd rw,relatime - tmpfs cd rw,uid=*,gid=* (glob)
  * * * / /pool/news rw,relatime - tmpfs news rw,uid=*,gid=* (glob)
  * * * / /pool/secret rw,relatime - tmpfs secret rw,uid=*,gid=* (glob)
  * * * / /pool/disk/mine rw,relatime - tmpfs mine rw,uid=*,gid=* (glob)
  host@2$ grep pool /proc/self/mountinfo
  * * * / /pool rw,relatime shared:* - tmpfs pool rw,uid=*,gid=* (glob)
  * * * / /pool/disk rw,relatime shared:* - tmpfs disk rw,uid=*,gid=* (glob)
  * * * / /pool/usb rw,relatime shared:* - tmpfs usb rw,uid=*,gid=* (glob)
  * * * / /pool/cd rw,relatime shared:* - tmpfs cd rw,uid=*,gid=* (glob)
  * * * / /pool/news rw,relatime shared:* - tmpfs news rw,uid=*,gid=* (glob)
  * * * / /pool/late rw,relatime shared:* - tmpfs late rw,uid=*,gid=* (glob)

## unbindable

Not to be copied

  mnt$ mount --make-unbindable /pool/disk
  mnt$ mount --make-runbindable /pool/usb
  mnt$ mkdir /tree
  mnt$ mount --bind /pool/disk /tree
  mount: /tree: wrong fs type, bad option, bad superblock on /pool/disk, missing codepage or helper program, or other error.
         dmesg(1) may have more information after failed mount system call.
  [32]
  mnt$ mount --rbind /pool /tree
  mnt$ grep -E 'pool|tree' /proc/self/mountinfo
  * * * / /pool rw,relatime - tmpfs pool rw,uid=*,gid=* (glob)
  * * * / /pool/disk rw,relatime unbindable - tmpfs disk rw,uid=*,gid=* (glob)
  * * * / /pool/usb rw,relatime unbindable - tmpfs usb rw,uid=*,gid=* (glob)
  * * * / /pool/cd rw,relatime - tmpfs cd rw,uid=*,gid=* (glob)
  * * * / /pool/news rw,relatime - tmpfs news rw,uid=*,gid=* (glob)
  * * * / /pool/secret rw,relatime - tmpfs secret rw,uid=*,gid=* (glob)
  * * * / /pool/disk/mine rw,relatime - tmpfs mine rw,uid=*,gid=* (glob)
  * * * / /tree rw,relatime - tmpfs pool rw,uid=*,gid=* (glob)
  * * * / /tree/cd rw,relatime - tmpfs cd rw,uid=*,gid=* (glob)
  * * * / /tree/news rw,relatime - tmpfs news rw,uid=*,gid=* (glob)
  * * * / /tree/secret rw,relatime - tmpfs secret rw,uid=*,gid=* (glob)
