/* dropbear: its defaults, but for these. */

/* Keys only. Root's password is locked, and nobody may try. */
#define DROPBEAR_SVR_PASSWORD_AUTH 0

/* The guest has no sftp-server; scp -O does it. */
#define DROPBEAR_SFTPSERVER 0

/* Where the guest's programs are. */
#define DEFAULT_PATH "/usr/bin:/usr/sbin"
#define DEFAULT_ROOT_PATH "/usr/bin:/usr/sbin"
