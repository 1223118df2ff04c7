using System.Globalization;
using Factory.Domain.Sandbox;

namespace Factory.Sandbox;

/// <summary>
/// What a contained command sees: a read-only system, its own folder, private <c>/tmp</c> and home, no network, no other process. What is not listed is not there.
/// </summary>
internal static class BubblewrapArguments
{
    /// <summary>The private home.</summary>
    public const string HomeFolder = "/tmp/home";

    private static readonly string[] SystemFolders = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"];

    // Names of users and hosts, certificates, the loader's cache, Debian's alternatives. No keys: /etc/ssl/private stays out.
    private static readonly string[] SystemFiles =
    [
        "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/passwd", "/etc/group", "/etc/nsswitch.conf", "/etc/hosts",
        "/etc/localtime", "/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/etc/ca-certificates", "/etc/pki/tls/certs", "/etc/dotnet", "/etc/mime.types",
    ];

    // A silo that runs as root is root in there too, without capabilities; but many files below /proc ask only for the owner. Bubblewrap covers them only when
    // their folder can be written, which /proc/sys never can: uncovered, a command could have the host run a program of its own through core_pattern.
    private static readonly string[] ProcFiles = ["/proc/sys", "/proc/sysrq-trigger", "/proc/mtrr"];

    /// <summary>The arguments up to the program to run.</summary>
    public static IReadOnlyList<string> Build(SandboxedCommand command, Toolchain toolchain, SandboxOptions options)
    {
        var temporary = options.MaxTemporaryBytes.ToString(CultureInfo.InvariantCulture);
        var folder = command.MountPath ?? command.Folder;
        List<string> arguments =
        [
            "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--hostname", "sandbox",
            "--ro-bind", "/usr", "/usr", "--proc", "/proc", "--dev", "/dev",
            "--size", temporary, "--tmpfs", "/tmp", "--dir", HomeFolder, "--size", temporary, "--tmpfs", "/dev/shm",
        ];
        foreach (var name in SystemFolders)
        {
            arguments.AddRange(BindSystemFolder("/" + name));
        }

        arguments.AddRange(SystemFiles.Concat(ProcFiles).SelectMany(file => (string[])["--ro-bind-try", file, file]));
        arguments.AddRange(toolchain.Folders.Concat(options.ToolFolders).SelectMany(tool => (string[])["--ro-bind-try", tool, tool]));
        arguments.AddRange((command.ReadOnlyFolders ?? []).SelectMany(readable => (string[])["--ro-bind", readable, readable]));
        arguments.AddRange((command.WritableFolders ?? []).SelectMany(writable => (string[])["--bind", writable, writable]));
        arguments.AddRange(["--bind", command.Folder, folder, "--chdir", folder, "--"]);
        return arguments;
    }

    private static IEnumerable<string> BindSystemFolder(string folder)
    {
        var link = new DirectoryInfo(folder).LinkTarget;
        return link is not null ? ["--symlink", link, folder] : Directory.Exists(folder) ? ["--ro-bind", folder, folder] : [];
    }
}
