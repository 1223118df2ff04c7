using Factory.Silo.Discovery;
using Factory.Silo.Tests.Support;

namespace Factory.Silo.Tests.Discovery;

public sealed class VersionProbeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("factory-version-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("echo '2.1.330 (Claude Code)'; echo more", "2.1.330 (Claude Code)")]
    [InlineData("echo 0.73.1 >&2", "0.73.1")]
    [InlineData("test -z \"$SECRET\" && echo 1", "1")]
    [InlineData("echo 1; exit 3", null)]
    [InlineData("true", null)]
    [InlineData("exec sleep 600", null)]
    public async Task ReadVersionAsync_Program_GivesItsFirstLineUnlessItFailsOrHangs(string script, string? expected)
    {
        var program = ProgramFile.Write(Path.Combine(_folder, "program"), script);
        var options = new DiscoveryOptions
        {
            GetEnvironmentVariable = name => name switch { "PATH" => "/usr/bin:/bin", "SECRET" => "x", _ => null },
            VersionTimeout = TimeSpan.FromSeconds(script.Contains("sleep", StringComparison.Ordinal) ? 1 : 30),
        };

        (await VersionProbe.ReadVersionAsync(program, options, TimeProvider.System, default)).ShouldBe(expected);
    }
}
