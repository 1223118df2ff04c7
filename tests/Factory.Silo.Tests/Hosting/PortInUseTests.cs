using System.Net.Sockets;
using Factory.Contracts.Errors;
using Factory.Silo.Hosting;
using Microsoft.AspNetCore.Connections;

namespace Factory.Silo.Tests.Hosting;

public sealed class PortInUseTests : IDisposable
{
    private readonly string _config = Directory.CreateTempSubdirectory("factory-ports-").FullName;

    public void Dispose() => Directory.Delete(_config, recursive: true);

    [Fact]
    public async Task Start_ApiPortTaken_NamesTheUrl()
    {
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://127.0.0.1:{((System.Net.IPEndPoint)taken.LocalEndpoint).Port}";
        var data = Path.Combine(_config, "data");

        var error = await Should.ThrowAsync<FactoryException>(() => SiloHost.StartAsync(new SiloOptions
        {
            DataFolder = data,
            ConfigFolder = Path.Combine(AppContext.BaseDirectory, "silo-config"),
            Url = url,
        }));

        error.Code.ShouldBe(ErrorCodes.PortInUse);
        error.Message.ShouldContain(url);
    }

    [Theory]
    [InlineData(true, "10.1.2.3 port 21971 or 21972", "silo_port")]
    [InlineData(false, "was taken by another program while", "Start it again")]
    public void Explain_OrleansPortTaken_NamesThatPort(bool isCluster, string message, string hint)
    {
        if (isCluster)
        {
            File.WriteAllText(
                Path.Combine(_config, "silo.yaml"),
                "cluster:\n  connection_string: Host=db\n  address: 10.1.2.3\n  silo_port: 21971\n  gateway_port: 21972\n");
        }

        var error = SiloHost.ExplainPortInUse(new AddressInUseException("in use"), Options())!;

        error.Code.ShouldBe(ErrorCodes.PortInUse);
        error.Message.ShouldContain(message);
        error.Message.ShouldNotContain("7070");
        error.Hint!.ShouldContain(hint);
    }

    [Fact]
    public void Explain_OtherError_IsNull() => SiloHost.ExplainPortInUse(new IOException("disk"), Options()).ShouldBeNull();

    private SiloOptions Options() => new() { DataFolder = "/data", ConfigFolder = _config, Url = "http://127.0.0.1:7070" };
}
