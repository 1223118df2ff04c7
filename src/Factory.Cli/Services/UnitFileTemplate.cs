using System.Text;

namespace Factory.Cli.Services;

/// <summary>
/// Creates the unit. It restricts the service as far as bubblewrap permits, which needs user namespaces, mounts and an
/// unmasked /proc, so <c>RestrictNamespaces</c>, <c>ProtectKernelTunables</c>, <c>ProtectKernelLogs</c>,
/// <c>ProtectProc</c> and a filter on <c>@mount</c> must be left out. The JIT compiler rules out
/// <c>MemoryDenyWriteExecute</c>; repositories anywhere on disk rule out <c>ProtectSystem=strict</c> and
/// <c>ProtectHome</c>.
/// </summary>
internal static class UnitFileTemplate
{
    /// <value>The first line, by which a unit of ours is recognised; others are never overwritten or deleted.</value>
    public const string Header = "# Written by: factory service install";

    /// <summary>The unit's text.</summary>
    public static string Render(ServicePlan plan) => new StringBuilder()

        // Type=notify: 'systemctl restart' returns when the silo listens, and fails when it cannot start.
        // NotifyAccess=main: commands of agents cannot send notifications in its name. KillMode=mixed: SIGTERM goes to
        // the silo alone, so that it can end its attempts in order; what is left afterwards is killed. The dash of
        // EnvironmentFile: a missing file is no error.
        .Append($"""
            {Header}
            [Unit]
            Description=Agentic Factory
            {(plan.System ? "Wants=network-online.target\nAfter=network-online.target\n" : "")}StartLimitIntervalSec=300
            StartLimitBurst=5

            [Service]
            Type=notify
            NotifyAccess=main
            ExecStart={FormatCommand(plan, ["up", "--url", plan.Url])}
            ExecReload={FormatCommand(plan, ["config", "reload"])}
            EnvironmentFile=-{EscapeSpecifiers(plan.EnvironmentFile)}
            Environment={Quote("PATH=" + plan.Path)}
            {(plan.DotnetRoot is null ? "" : $"Environment={Quote("DOTNET_ROOT=" + plan.DotnetRoot)}\n")}{(plan.RunAs is null ? "" : $"User={plan.RunAs}\n")}{StateDirectory(plan)}
            # A wrong command line or configuration, a data folder or port in use do not go away by trying again.
            Restart=on-failure
            RestartSec=2
            RestartPreventExitStatus={ExitCodes.Usage} {ExitCodes.Misconfigured} {ExitCodes.DataFolderUnavailable} {ExitCodes.PortInUse}
            TimeoutStartSec=90
            TimeoutStopSec=60
            KillMode=mixed

            # Limits of agents' commands are control groups below this one.
            Delegate=yes

            # Agents' commands run in bubblewrap, which needs user namespaces: RestrictNamespaces and what masks /proc must stay out.
            UMask=0077
            NoNewPrivileges=yes
            RestrictSUIDSGID=yes
            RestrictRealtime=yes
            LockPersonality=yes
            SystemCallArchitectures=native
            RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
            LimitCORE=0
            {(plan.System ? "ProtectSystem=full\nPrivateTmp=yes\nProtectKernelModules=yes\nProtectClock=yes\n" : "")}
            [Install]
            WantedBy={(plan.System ? "multi-user.target" : "default.target")}

            """)
        .ToString();

    /// <summary>
    /// The value of <c>--data</c> in the command line of a unit that this class wrote; null when there is none.
    /// </summary>
    public static string? FindDataFolder(IEnumerable<string> lines)
    {
        const string Key = "ExecStart=";
        var command = lines.FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal))?[Key.Length..];
        var words = command is null ? [] : SplitCommand(command);
        var at = words.IndexOf("--data");
        return at >= 0 && at + 1 < words.Count ? words[at + 1] : null;
    }

    // The reverse of FormatCommand.
    private static List<string> SplitCommand(string command)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < command.Length; i++)
        {
            var c = command[i];
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == ' ' && !quoted)
            {
                words.Add(word.ToString());
                word.Clear();
            }
            else
            {
                // '\\' within quotes, '%%' and '$$' stand for one character.
                var isPair = i + 1 < command.Length && (c is '\\' || (c is '%' or '$' && command[i + 1] == c));
                i += isPair ? 1 : 0;
                word.Append(command[i]);
            }
        }

        words.Add(word.ToString());
        return words;
    }

    // In command lines systemd expands $NAME, and in nearly all values specifiers such as %h; doubled, both signs are
    // literal (systemd.service(5), systemd.unit(5)).
    private static string FormatCommand(ServicePlan plan, IReadOnlyList<string> arguments)
    {
        IEnumerable<string> config = plan.Config is null ? [] : ["--config", plan.Config];

        // Not in the first word: systemd expands no variables in the path of the executable, so a doubled sign would stay.
        return string.Join(
            ' ',
            plan.Program.Skip(1)
                .Concat(arguments)
                .Concat(["--data", plan.Data])
                .Concat(config)
                .Select(w => Quote(w.Replace("$", "$$", StringComparison.Ordinal)))
                .Prepend(Quote(plan.Program[0])));
    }

    // Created by the service manager, because the account of the service cannot write to /var/lib.
    private static string StateDirectory(ServicePlan plan) =>
        plan.Data == ServicePlan.SystemData
            ? $"StateDirectory={System.IO.Path.GetFileName(ServicePlan.SystemData)}\nStateDirectoryMode=0700\n"
            : "";

    /// <summary>Quotes a word for systemd when it has special characters.</summary>
    private static string Quote(string word)
    {
        var safe = EscapeSpecifiers(word);

        // Quoted unless harmless, so that nothing depends on which characters systemd.syntax(7) treats specially.
        return safe.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or ':' or '=' or '%' or '$')
            ? safe
            : $"\"{safe.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }

    private static string EscapeSpecifiers(string text) => text.Replace("%", "%%", StringComparison.Ordinal);
}
