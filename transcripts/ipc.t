# nsshell lesson: ipc (0ecb98ed9a8dd163)

Queues, semaphores and shared memory of one's own

## semaphores

A set of semaphores

  host$ ipcs -s
  
  ------ Semaphore Arrays --------
  key        semid      owner      perms      nsems     
  
  host$ ipcmk -S 10
  Semaphore id: 0
  host$ ipcs
  
  ------ Message Queues --------
  key        msqid      owner      perms      used-bytes   messages    
  
  ------ Shared Memory Segments --------
  key        shmid      owner      perms      bytes      nattch     status      
  
  ------ Semaphore Arrays --------
  key        semid      owner      perms      nsems     
  0x* 0          root       644        10         (glob)
  

## objects

A queue and a piece of memory

  host$ ipcmk -Q
  Message queue id: 0
  host$ ipcmk -M 4096
  Shared memory id: 0
  host$ ipcs
  
  ------ Message Queues --------
  key        msqid      owner      perms      used-bytes   messages    
  0x* 0          root       644        0            0            (glob)
  
  ------ Shared Memory Segments --------
  key        shmid      owner      perms      bytes      nattch     status      
  0x* 0          root       644        4096       0                        (glob)
  
  ------ Semaphore Arrays --------
  key        semid      owner      perms      nsems     
  0x* 0          root       644        10         (glob)
  

## unshare

An empty table

  host$ unshare --ipc
  ipc$ ipcs
  
  ------ Message Queues --------
  key        msqid      owner      perms      used-bytes   messages    
  
  ------ Shared Memory Segments --------
  key        shmid      owner      perms      bytes      nattch     status      
  
  ------ Semaphore Arrays --------
  key        semid      owner      perms      nsems     
  
  ipc$ cat /proc/sysvipc/sem /proc/sysvipc/shm
         key      semid perms      nsems   uid   gid  cuid  cgid      otime      ctime
         key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid      atime      dtime      ctime                   rss                  swap

## inside

Objects inside

  ipc$ ipcmk -Q
  Message queue id: 0
  ipc$ ipcmk -Q
  Message queue id: 1
  ipc$ cat /proc/sysvipc/msg
         key      msqid perms      cbytes       qnum lspid lrpid   uid   gid  cuid  cgid      stime      rtime      ctime
  * 0   644           0          0     0     0     0     0     0     0          0          0 * (glob)
  * 1   644           0          0     0     0     0     0     0     0          0          0 * (glob)

## second-terminal

From the second terminal

  host@2$ cat /proc/sysvipc/msg
         key      msqid perms      cbytes       qnum lspid lrpid   uid   gid  cuid  cgid      stime      rtime      ctime
  * 0   644           0          0     0     0     0     0     0     0          0          0 * (glob)
  host@2$ ipcs
  
  ------ Message Queues --------
  key        msqid      owner      perms      used-bytes   messages    
  0x* 0          root       644        0            0            (glob)
  
  ------ Shared Memory Segments --------
  key        shmid      owner      perms      bytes      nattch     status      
  0x* 0          root       644        4096       0                        (glob)
  
  ------ Semaphore Arrays --------
  key        semid      owner      perms      nsems     
  0x* 0          root       644        10         (glob)
  

## limits

Limits

  ipc$ grep . /proc/sys/fs/mqueue/* /proc/sys/kernel/{msgmax,msgmnb,msgmni,sem,shmall,shmmax,shmmni,shm_rmid_forced}
  /proc/sys/fs/mqueue/msg_default:10
  /proc/sys/fs/mqueue/msg_max:10
  /proc/sys/fs/mqueue/msgsize_default:8192
  /proc/sys/fs/mqueue/msgsize_max:8192
  /proc/sys/fs/mqueue/queues_max:256
  /proc/sys/kernel/msgmax:8192
  /proc/sys/kernel/msgmnb:16384
  /proc/sys/kernel/msgmni:32000
  /proc/sys/kernel/sem:32000	1024000000	500	32000
  /proc/sys/kernel/shmall:18446744073692774399
  /proc/sys/kernel/shmmax:18446744073692774399
  /proc/sys/kernel/shmmni:4096
  /proc/sys/kernel/shm_rmid_forced:0
  ipc$ echo 1000 > /proc/sys/kernel/msgmax

## mqueue

A queue with a name

  host@2$ touch /dev/mqueue/jobs
  host@2$ cat /dev/mqueue/jobs
  QSIZE:0          NOTIFY:0     SIGNO:0     NOTIFY_PID:0     

## old-mount

The old door

  ipc$ ls /dev/mqueue
  jobs

## mount

A new door

  ipc$ unshare -m bash
  ipc+mnt$ mount -t mqueue mqueue /dev/mqueue
  ipc+mnt$ touch /dev/mqueue/mine
  ipc+mnt$ ls /dev/mqueue
  mine

## leave

Nobody is typing

  ipc+mnt$ sleep 1000 &
  [1] * (glob)
  ipc+mnt$ exit
  exit
  ipc$ exit
  logout

## end

The last one out

  host$ pkill sleep
  until host.processes[sleep]: absent
  host$ readlink /proc/[0-9]*/ns/ipc | sort -u
  ipc:[*] (glob)
