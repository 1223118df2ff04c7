using System.Net;
using System.Net.Sockets;
using Factory.Silo.Hosting;

namespace Factory.Silo.Tests.Hosting;

/// <summary>Base URLs that were given to tools stay valid over restarts.</summary>
public sealed class RememberedPortTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("factory-port-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task StartAsync_AgainInTheSameFolder_KeepsThePortUnlessItIsTaken()
    {
        var first = await StartAndStopAsync();
        (await StartAndStopAsync()).Port.ShouldBe(first.Port);

        using (var other = new TcpListener(IPAddress.Loopback, first.Port))
        {
            other.Start();
            var elsewhere = await StartAndStopAsync();
            elsewhere.Port.ShouldNotBe(first.Port);
            elsewhere.Taken.ShouldBe(first.Port);
        }

        (await StartAndStopAsync()).ShouldBe((first.Port, null), "the port is free again");
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("0")]
    [InlineData("70000")]
    [InlineData("-1")]
    public void Read_NoPort_IsNull(string text)
    {
        var paths = new Factory.Domain.Configuration.FactoryPaths(_folder.FullName);
        RememberedPort.Read(paths).ShouldBeNull();
        File.WriteAllText(paths.PortFile, text);

        RememberedPort.Read(paths).ShouldBeNull();
    }

    private async Task<(int Port, int? Taken)> StartAndStopAsync()
    {
        await using var silo = await SiloHost.StartAsync(
            new SiloOptions { DataFolder = Path.Combine(_folder.FullName, "data"), RemembersPort = true });
        return (new Uri(silo.Url).Port, silo.TakenPort);
    }
}
