using System.Net;
using System.Net.Sockets;
using Factory.Contracts.Ids;
using Factory.Domain.Sandbox;
using Factory.Domain.WorkingCopies;
using Factory.Sandbox;
using Factory.Sandbox.Tests;

namespace Factory.Workspaces.Tests.WorkingCopies;

/// <summary>
/// Hostile commands in an agent's working copy, next to a data folder with a token, the working copy of another attempt
/// and a repository. Each one tries to print <c>c4nary</c> or to change a file that contains it.
/// </summary>
public sealed class EscapeTests : IAsyncLifetime
{
    private const string Canary = "c4nary";

    private readonly WorkspaceFixture _workspaces = new();
    private readonly List<string> _canaries = [];
    private WorkingCopy _copy = null!;

    public async Task InitializeAsync()
    {
        var product = await _workspaces.NewProductAsync();
        _copy = await _workspaces.Copies.OpenAsync(_workspaces.Ids.New<AttemptId>(), product, null, default);
        var other = await _workspaces.Copies.OpenAsync(_workspaces.Ids.New<AttemptId>(), product, null, default);
        Plant(Path.Combine(_workspaces.Root, "data", "token"));
        Plant(Path.Combine(_workspaces.Root, "data", "factory.db"));
        Plant(Path.Combine(_workspaces.Root, "home", ".ssh", "id_ed25519"));
        Plant(Path.Combine(other.Folder, "other.txt"));
        Plant(Path.Combine(product.Repository, "mine.txt"));
        Plant(Path.Combine(product.Repository, ".git", "hooks", "post-merge"));
        Plant(Path.Combine(product.Repository, ".git", "objects", "info", "planted"));
        Environment.SetEnvironmentVariable("FACTORY_TEST_API_KEY", Canary);
    }

    public Task DisposeAsync()
    {
        _workspaces.Dispose();
        return Task.CompletedTask;
    }

    [BubblewrapFact]
    public async Task Run_AttackOnFilesOfTheFactory_ReadsNothing()
    {
        var hidden = _canaries.Where(c => !c.Contains("/objects/", StringComparison.Ordinal)).ToList();

        var result = await RunAsync(
            [
                .. hidden.Select(c => $"cat '{c}'"),
                .. hidden.Select((c, i) => $"ln -sf '{c}' link{i}; cat link{i}; cp link{i} copy{i}; ln '{c}' hard{i}; cat hard{i}"),
                "cat /proc/*/environ /proc/1/root/proc/1/environ | tr '\\0' '\\n'; env",
                $"cat /proc/*/root{_workspaces.Root}/data/token /proc/self/cwd/../../token ../../token",
                "cat /root/.ssh/* /home/*/.ssh/* ~/.ssh/*; cat /proc/[0-9]*/maps /proc/[0-9]*/cmdline 2>/dev/null",
                "cat /sys/fs/cgroup/*/* /dev/sd* /dev/vd* /dev/mem /dev/kmsg 2>&1 | head -c 1000",
            ]);

        result.Output.ShouldNotContain(Canary);
        result.Output.ShouldContain("No such file or directory");
    }

    [BubblewrapFact]
    public async Task Run_AttackOnFilesOutsideTheWorkingCopy_WritesNothing()
    {
        var result = await RunAsync(
            [
                .. _canaries.Select(c =>
                    $"echo evil > '{c}'; rm -f '{c}'; mv '{c}' moved; chmod 777 '{c}'; touch '{c}.new'; mkdir -p '{c}.folder'"),
                $"echo evil >> {_copy.Product.Repository}/.git/config; echo evil > {_copy.Product.Repository}/.git/HEAD",
                "git push origin HEAD:main; git update-ref refs/heads/main HEAD~1; git gc --prune=now --aggressive; git repack -a -d; rm " +
                "-rf .git/objects/*",
                "mount -o remount,rw /usr; mount --bind / /tmp; umount /proc/sys; chroot / true; mknod disk b 8 0; unshare -m true && " +
                "echo namespace",
                "kill -9 -1; for p in 1 2 3 $PPID; do kill -9 $p; done; echo alive",
            ]);

        foreach (var canary in _canaries)
        {
            (await File.ReadAllTextAsync(canary)).ShouldBe(Canary, canary);
            File.Exists(canary + ".new").ShouldBeFalse();
            Directory.Exists(canary + ".folder").ShouldBeFalse();
        }

        (result.TimedOut, File.Exists(Path.Combine(_copy.Folder, "disk"))).ShouldBe((false, false));
        WorkspaceFixture.RunGit(_copy.Product.Repository, "fsck", "--no-dangling");
        (await _workspaces.Repositories.GetHeadAsync(_copy.Product, default)).ShouldBe(_copy.BaseCommit);
    }

    [BubblewrapFact]
    public async Task Run_AttackOnSocketsOfTheHost_ReachesNone()
    {
        using var tcp = new TcpListener(IPAddress.Any, 0);
        tcp.Start();
        using var abstractSocket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var name = "factory-test-" + Path.GetFileName(_workspaces.Root);
        abstractSocket.Bind(new UnixDomainSocketEndPoint("\0" + name));
        abstractSocket.Listen();
        var port = ((IPEndPoint)tcp.LocalEndpoint).Port;

        var result = await RunAsync(
            [
                "for a in 127.0.0.1 localhost $(hostname) 10.0.0.1 169.254.169.254; do timeout 2 bash -c \"echo x > " +
                $"/dev/tcp/$a/{port}\" && echo open; done",
                $"python3 -c \"import socket; s = socket.socket(socket.AF_UNIX); s.connect('\\\\0{name}'); print('open')\"",
                "ls /run /var/run /run/docker.sock /run/systemd /tmp/.X11-unix; true",
                "cat /proc/net/tcp | wc -l",
            ]);

        result.Output.ShouldNotContain("open\n");
        tcp.Pending().ShouldBeFalse();
        abstractSocket.Poll(0, SelectMode.SelectRead).ShouldBeFalse();
        result.Output.TrimEnd().ShouldEndWith("\n1", Case.Sensitive, "only the heading: no socket of the host is visible");
    }

    [Fact]
    public void Detect_ToolInTheUsersHome_DoesNotExposeTheHome()
    {
        var home = Directory.CreateDirectory(Path.Combine(_workspaces.Root, "home")).FullName;
        foreach (var tool in new[] { "bin/node", ".local/bin/python3", ".nvm/versions/node/v22/bin/node", "dotnet" })
        {
            var program = Path.Combine(home, tool);
            WorkspaceFixture.Write(program, "#!/bin/sh\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        Toolchain.Detect($"{home}/bin:{home}/.local/bin:{home}", null, home).Folders.ShouldBeEmpty();
        Toolchain.Detect($"{home}/.nvm/versions/node/v22/bin", home, home)
            .Folders.Where(f => f.StartsWith(home, StringComparison.Ordinal))
            .ShouldBe([$"{home}/.nvm/versions/node/v22"]);
    }

    private async Task<CommandResult> RunAsync(IEnumerable<string> lines)
    {
        var script = Path.Combine(_copy.Folder, "attack.sh");
        await File.WriteAllTextAsync(script, string.Join('\n', lines) + "\n");
        var limits = new CommandLimits(TimeSpan.FromSeconds(60));
        return await _workspaces.Get<ISandbox>()
            .RunAsync(new SandboxedCommand("sh attack.sh", _copy.Folder, limits, ReadOnlyFolders: _copy.ReadOnlyFolders), default);
    }

    private void Plant(string file)
    {
        WorkspaceFixture.Write(file, Canary);
        _canaries.Add(file);
    }
}
