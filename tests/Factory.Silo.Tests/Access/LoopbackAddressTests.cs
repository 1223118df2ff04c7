using Factory.Contracts.Errors;
using Factory.Silo.Access;

namespace Factory.Silo.Tests.Access;

public sealed class LoopbackAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:7070", "127.0.0.1:7070")]
    [InlineData("http://localhost:0", "127.0.0.1:0")]
    [InlineData("http://[::1]:7070/", "[::1]:7070")]
    [InlineData("http://127.0.0.2:80", "127.0.0.2:80")]
    public void Parse_Loopback_IsTaken(string url, string expected) => LoopbackAddress.Parse(url).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("http://0.0.0.0:7070")]
    [InlineData("http://192.168.1.2:7070")]
    [InlineData("http://[::]:7070")]
    [InlineData("http://example.com")]
    [InlineData("https://127.0.0.1:7070")]
    [InlineData("http://127.0.0.1:7070/path")]
    [InlineData("http://user@127.0.0.1:7070")]
    [InlineData("7070")]
    [InlineData("")]
    public void Parse_AnythingElse_IsRefused(string url) =>
        Should.Throw<FactoryException>(() => LoopbackAddress.Parse(url)).Code.ShouldBe(ErrorCodes.InvalidRequest);
}
