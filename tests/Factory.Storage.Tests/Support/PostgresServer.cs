using System.Diagnostics;
using Factory.TestKit.Fakes;
using Npgsql;

namespace Factory.Storage.Tests.Support;

/// <summary>
/// A real PostgreSQL server of this test's own, on a free loopback port. It refuses root, so as root it runs as
/// <c>nobody</c>.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder;
    private readonly Process _process;
    private readonly int _port;

    private PostgresServer(DirectoryInfo folder, Process process, int port)
    {
        _folder = folder;
        _process = process;
        _port = port;
    }

    /// <summary>Full paths of the programs; null when they are not installed.</summary>
    public static string? InitDb { get; } = Find("initdb");

    private static string? Postgres { get; } = Find("postgres");

    /// <summary>Why the tests cannot run here; null when they can.</summary>
    public static string? Missing =>
        OperatingSystem.IsWindows() ? "PostgreSQL tests run on Unix only."
        : InitDb is null || Postgres is null ? "PostgreSQL's programs are not installed (Debian: apt-get install postgresql)."
        : Environment.UserName == "root" && Find("setpriv") is null ? "PostgreSQL refuses root, and setpriv is not installed."
        : null;

    /// <summary>A connection string.</summary>
    public string Connection(string user = "owner", string database = "postgres") =>
        $"Host=127.0.0.1;Port={_port};Database={database};Username={user};Password=secret-word";

    public static async Task<PostgresServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("factory-postgres-");
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", "nobody", folder.FullName);
        }

        var data = Path.Combine(folder.FullName, "data");
        await RunAsync(AsUser(InitDb!, "-D", data, "-U", "owner", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C"));
        var port = FreePort.Find();
        var process = Process.Start(Info(AsUser(Postgres!, "-D", data, "-h", "127.0.0.1", "-p", $"{port}", "-k", folder.FullName, "-F")))!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new PostgresServer(folder, process, port);
        await server.AnsweredAsync();
        return server;
    }

    public async Task<object?> AskAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(Connection() + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task AnsweredAsync()
    {
        var until = DateTime.UtcNow + Patience;
        while (true)
        {
            try
            {
                await AskAsync("SELECT 1");
                return;
            }
            catch (NpgsqlException) when (DateTime.UtcNow < until && !_process.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    private static string[] AsUser(params string[] command) =>
        Environment.UserName == "root" ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", .. command] : command;

    private static ProcessStartInfo Info(string[] command) =>
        new(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/tmp" };

    private static async Task RunAsync(params string[] command)
    {
        using var process = Process.Start(Info(command))!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{string.Join(' ', command)}: {await error} {await output}");
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Append("/usr/lib/postgresql/15/bin")
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
}

/// <summary>A test that needs PostgreSQL's programs; skipped, and said why, where they are missing.</summary>
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.Missing;
}
