namespace Factory.Sandbox.Seccomp;

/// <summary>
/// The system calls that fail in the sandbox. Each of them reaches a part of the kernel that namespaces do not separate
/// (keys, virtual sockets, performance counters), or is a way to gain rights (user namespaces, setuid files).
/// </summary>
internal static class SeccompRules
{
    private const ushort NotPermitted = 1;
    private const ushort NotImplemented = 38;
    private const ushort FamilyNotSupported = 97;

    private const uint NewUserNamespace = 0x10000000;
    private const uint SetUserOrGroupId = 0xC00;

    // AF_UNIX, AF_INET, AF_INET6. AF_NETLINK passes with protocol 0 (NETLINK_ROUTE) only: runtimes list the network
    // interfaces with it, of which the sandbox has its own; the other protocols configure the firewall, IPsec and audit.
    private const uint Netlink = 16;
    private static readonly uint[] Families = [1, 2, 10];

    // TIOCSTI types into the terminal, TIOCLINUX pastes into the console.
    private static readonly uint[] TerminalInput = [0x5412, 0x541C];

    // PR_SET_MM, which moves the arguments and the environment that others see.
    private static readonly uint[] MemoryMap = [35];

    /// <summary>All rules. The first one of a system call applies.</summary>
    public static IReadOnlyList<SystemCallRule> All { get; } =
    [
        // Keys of the silo's user, which belong to no namespace.
        Deny("add_key", 248, 217),
        Deny("request_key", 249, 218),
        Deny("keyctl", 250, 219),

        // Parts of the kernel that no build needs and that regularly have faults.
        Deny("bpf", 321, 280),
        Deny("userfaultfd", 323, 282),
        Deny("perf_event_open", 298, 241),
        Deny("open_by_handle_at", 304, 265),
        Deny("kexec_load", 246, 104),
        Deny("kexec_file_load", 320, 294),
        Deny("init_module", 175, 105),
        Deny("finit_module", 313, 273),
        Deny("delete_module", 176, 106),

        // Programs fall back to other calls, as on an older kernel. io_uring would open files and sockets past this
        // filter; the flags of clone3 and the mode of openat2 are in memory, which a filter cannot read.
        Lack("io_uring_setup", 425, 425),
        Lack("io_uring_enter", 426, 426),
        Lack("io_uring_register", 427, 427),
        Lack("clone3", 435, 435),
        Lack("openat2", 437, 437),

        // A new user namespace has all capabilities in it, and with them the whole of the kernel's network and file
        // system configuration.
        new(new("clone", 56, 220), NotPermitted, new AnyBitSet(0, NewUserNamespace)),
        new(new("unshare", 272, 97), NotPermitted, new AnyBitSet(0, NewUserNamespace)),
        Deny("setns", 308, 268),
        Deny("mount", 165, 40),
        Deny("umount2", 166, 39),
        Deny("pivot_root", 155, 41),
        Deny("open_tree", 428, 428),
        Deny("move_mount", 429, 429),
        Deny("fsopen", 430, 430),
        Deny("fsconfig", 431, 431),
        Deny("fsmount", 432, 432),
        Deny("fspick", 433, 433),
        Deny("mount_setattr", 442, 442),

        // A process could otherwise change the memory and take the open files of the first one of its sandbox, which the
        // silo waits for, or show the silo an environment of any size.
        Deny("ptrace", 101, 117),
        Deny("process_vm_writev", 311, 271),
        Deny("pidfd_getfd", 438, 438),
        new(new("prctl", 157, 167), NotPermitted, new IsAnyOf(0, MemoryMap)),

        // A setuid file runs with the rights of the silo's user, whichever user starts it.
        DenyMode("chmod", 90, null, 1),
        DenyMode("fchmod", 91, 52, 1),
        DenyMode("fchmodat", 268, 53, 2),
        DenyMode("fchmodat2", 452, 452, 2),
        DenyMode("open", 2, null, 2),
        DenyMode("creat", 85, null, 1),
        DenyMode("openat", 257, 56, 3),
        DenyMode("mknod", 133, null, 1),
        DenyMode("mknodat", 259, 33, 2),

        new(new("socket", 41, 198), FamilyNotSupported, new IsNoneOf(0, Families, Netlink, 2)),
        new(new("socketpair", 53, 199), FamilyNotSupported, new IsNoneOf(0, Families, Netlink, 2)),
        new(new("ioctl", 16, 29), NotPermitted, new IsAnyOf(1, TerminalInput)),
    ];

    private static SystemCallRule Deny(string name, uint? x64, uint? arm64) => new(new(name, x64, arm64), NotPermitted);

    private static SystemCallRule Lack(string name, uint? x64, uint? arm64) => new(new(name, x64, arm64), NotImplemented);

    private static SystemCallRule DenyMode(string name, uint? x64, uint? arm64, int argument) =>
        new(new(name, x64, arm64), NotPermitted, new AnyBitSet(argument, SetUserOrGroupId));
}
