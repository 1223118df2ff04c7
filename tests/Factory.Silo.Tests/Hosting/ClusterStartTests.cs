using Factory.Contracts.Errors;
using Factory.Silo.Hosting;

namespace Factory.Silo.Tests.Hosting;

/// <summary>A silo of a cluster whose database does not answer.</summary>
public sealed class ClusterStartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("factory-cluster-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Start_DatabaseUnreachable_NamesItAndWhatToCheck()
    {
        var config = Path.Combine(_folder, "silo-config");
        foreach (var file in Directory.EnumerateFiles(
            Path.Combine(AppContext.BaseDirectory, "silo-config"),
            "*",
            SearchOption.AllDirectories))
        {
            var copy = Path.Combine(config, Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "silo-config"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        // Nothing listens on port 1.
        await File.WriteAllTextAsync(
            Path.Combine(config, "silo.yaml"),
            "cluster:\n  connection_string: Host=127.0.0.1;Port=1;Database=lab;Username=u;Password=secret\n  address: 127.0.0.1\n  " +
            "silo_port: 21971\n  gateway_port: 21972\n");

        var failure = await Should.ThrowAsync<FactoryException>(() => SiloHost.StartAsync(
            new SiloOptions
            {
                DataFolder = Path.Combine(_folder, "data"),
                ConfigFolder = config,
                Url = "http://127.0.0.1:0",
                Unsandboxed = true
            }));

        failure.Code.ShouldBe(ErrorCodes.ClusterUnreachable);
        failure.Message.ShouldContain("lab at 127.0.0.1:1");
        failure.Message.ShouldNotContain("secret");
    }
}
