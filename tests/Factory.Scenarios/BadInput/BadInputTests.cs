using System.Net;
using System.Net.Sockets;
using Factory.Scenarios.Hosting;

namespace Factory.Scenarios.BadInput;

/// <summary>
/// Whatever is wrong, the message names the thing, the rule and the fix, and the exit code says that it failed.
/// </summary>
public sealed class BadInputTests : IDisposable
{
    private readonly FactoryCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("idea.empty", "run", "   ")]
    [InlineData("pipeline.unknown", "run", "--pipeline", "nonsense", "A timer")]
    [InlineData("not_found", "run", "show", "run-00000000000000000000000000")]
    [InlineData("not_found", "approve", "approval-00000000000000000000000000")]
    public async Task Run_BadArgument_IsRefusedWithItsCode(string code, params string[] arguments)
    {
        await using var silo = await _cli.UpAsync();
        var result = await _cli.RunAsync(arguments);
        result.ExitCode.ShouldNotBe(0);
        result.Error.ShouldContain(code);
    }

    [Theory]
    [InlineData("agents/rex.md", "role:", "roole:", "roole")]
    [InlineData("pipelines/product.yaml", "kind: build", "kind: juggling", "juggling")]
    [InlineData("policy.yaml", "notify-after", "notify-sometimes", "notify-sometimes")]
    public async Task Up_BrokenConfiguration_NamesFileAndRule(string file, string old, string with, string named)
    {
        var config = ConfigCopy.Make(_cli.Scratch("config"), file, text => text.Replace(old, with, StringComparison.Ordinal));
        var check = await _cli.RunAsync("config", "check", "--config", config);
        check.ExitCode.ShouldNotBe(0);
        (check.Output + check.Error).ShouldContain(Path.GetFileName(file));
        (check.Output + check.Error).ShouldContain(named);

        var up = await _cli.RunAsync("up", "--config", config);
        up.ExitCode.ShouldNotBe(0);
        up.Error.ShouldContain("config.invalid");
    }

    [Fact]
    public async Task Up_ModelWithoutAPrice_NamesIt()
    {
        var config = ConfigCopy.Make(
            _cli.Scratch("config"),
            "models.json",
            text => System.Text.RegularExpressions.Regex.Replace(text, "\"(output|outputPrice|outputPerMillion)\": *[0-9.]+,?", ""));
        var up = await _cli.RunAsync("up", "--config", config);
        up.ExitCode.ShouldNotBe(0);
        up.Error.ShouldContain("models.json");
        up.Error.ShouldContain("price", Case.Insensitive);
    }

    [Fact]
    public async Task Up_PortInUse_NamesIt()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var result = await _cli.RunAsync("up", "--url", $"http://127.0.0.1:{port}");
        result.ExitCode.ShouldNotBe(0);
        result.Error.ShouldContain("silo.port_in_use");
        result.Error.ShouldContain(port.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Up_PublicAddress_IsRefused()
    {
        var result = await _cli.RunAsync("up", "--url", "http://0.0.0.0:0");
        result.ExitCode.ShouldNotBe(0);
        result.Error.ShouldContain("loopback addresses only");
    }
}
