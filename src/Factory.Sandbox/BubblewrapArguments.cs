using System.Globalization;
using Factory.Domain.Sandbox;

namespace Factory.Sandbox;

/// <summary>
/// Builds the arguments of bubblewrap. An isolated command sees a read-only system, its own folder, a private
/// <c>/tmp</c> and home, no network and no process of the host. Paths that are not listed here do not exist for it.
/// </summary>
internal static class BubblewrapArguments
{
    /// <summary>Path of the command's private home, on the tmpfs below <c>/tmp</c>.</summary>
    public const string HomeFolder = "/tmp/home";

    /// <summary>
    /// The folder in which every command has a mount point named after its tag. Unlike the tag in its environment, a mount
    /// cannot be removed by the command, so the silo finds its processes by it whatever they do.
    /// </summary>
    public const string TagFolder = "/run/factory-command";

    private static readonly string[] SystemFolders = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"];

    // User and host names, certificates, the loader's cache and Debian's alternatives. Nothing that contains keys:
    // /etc/ssl/certs instead of /etc/ssl, because of /etc/ssl/private.
    private static readonly string[] SystemFiles =
    [
        "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/passwd", "/etc/group", "/etc/nsswitch.conf", "/etc/hosts",
        "/etc/localtime", "/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/etc/ca-certificates", "/etc/pki/tls/certs", "/etc/dotnet", "/etc/mime.types",
    ];

    // When the silo runs as root, so do its commands. They have no capabilities, but many files below /proc check only
    // the owner. bubblewrap itself covers these files only where their folder is writable, which /proc/sys never is.
    // Without this, a command could write to /proc/sys/kernel/core_pattern and have the host's kernel run any program
    // as root. SandboxProbe verifies that the cover works.
    private static readonly string[] ProcFiles = ["/proc/sys", "/proc/sysrq-trigger", "/proc/mtrr"];

    // Empty in the sandbox: they list the keys and the devices of the host.
    private static readonly string[] HiddenProcFiles = ["/proc/keys", "/proc/key-users", "/proc/timer_list"];

    /// <summary>Returns the arguments up to the program to run.</summary>
    /// <param name="command">The command.</param>
    /// <param name="tag">The tag of its process tree.</param>
    /// <param name="toolchain">The tools that it can use.</param>
    /// <param name="options">Limits.</param>
    /// <param name="features">The optional protections.</param>
    public static IReadOnlyList<string> Build(
        SandboxedCommand command,
        string tag,
        Toolchain toolchain,
        SandboxOptions options,
        BubblewrapFeatures features)
    {
        var temporary = options.MaxTemporaryBytes.ToString(CultureInfo.InvariantCulture);
        var folder = command.MountPath ?? command.Folder;
        List<string> arguments =
        [
            // --unshare-all includes the network, which also isolates abstract Unix sockets. --new-session detaches the
            // terminal: otherwise TIOCSTI could type into the operator's shell (CVE-2017-5226). --die-with-parent ends
            // the sandbox when the silo is killed.
            "--unshare-all", .. command.SurvivalTag is null ? (string[])["--die-with-parent"] : [],
            "--new-session", "--cap-drop", "ALL", "--hostname", "sandbox",
            .. features.Arguments(),
            "--ro-bind", "/dev/null", $"{TagFolder}/{tag}",
            "--ro-bind", "/usr", "/usr", "--proc", "/proc", "--dev", "/dev",
            "--size", temporary, "--tmpfs", "/tmp", "--dir", HomeFolder, "--size", temporary, "--tmpfs", "/dev/shm",
        ];
        foreach (var name in SystemFolders)
        {
            arguments.AddRange(BindSystemFolder("/" + name));
        }

        // Later mounts cover earlier ones. The command's own folder comes last, so that it stays writable below a
        // folder that is mounted read-only.
        arguments.AddRange(SystemFiles.Concat(ProcFiles).SelectMany(file => (string[])["--ro-bind-try", file, file]));
        arguments.AddRange(HiddenProcFiles.Where(File.Exists).SelectMany(file => (string[])["--ro-bind", "/dev/null", file]));
        arguments.AddRange(toolchain.Folders.Concat(options.ToolFolders).SelectMany(tool => (string[])["--ro-bind-try", tool, tool]));
        if (command.ForwardedSockets.Count > 0)
        {
            // Read-only is enough to connect, and keeps the command from putting a socket of its own there.
            var sockets = command.ForwardedSockets.Select(socket => Path.GetDirectoryName(socket.SocketPath)!);
            arguments.AddRange(sockets.Concat(SocketForwarder.Folders).Distinct().SelectMany(needed =>
                (string[])["--ro-bind", needed, needed]));
        }

        arguments.AddRange((command.ReadOnlyFolders ?? []).SelectMany(readable => (string[])["--ro-bind", readable, readable]));
        arguments.AddRange((command.WritableFolders ?? []).SelectMany(writable => (string[])["--bind", writable, writable]));
        arguments.AddRange(["--bind", command.Folder, folder, "--chdir", folder, "--"]);
        return arguments;
    }

    private static IEnumerable<string> BindSystemFolder(string folder)
    {
        // Where /usr is merged, /bin is a link to usr/bin. It is recreated as a link, so that both paths name the same
        // file.
        var link = new DirectoryInfo(folder).LinkTarget;
        return link is not null ? ["--symlink", link, folder] : Directory.Exists(folder) ? ["--ro-bind", folder, folder] : [];
    }
}
