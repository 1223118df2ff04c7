using System.Text;
using Factory.Gateway.Upstreams;

namespace Factory.Gateway.Tests.Upstreams;

public sealed class ProviderErrorMessageTests
{
    [Theory]
    [InlineData("""{"error":{"message":"Too long.","type":"x"}}""", "Too long.")]
    [InlineData("""{"type":"error","error":{"type":"x","message":"Too long."}}""", "Too long.")]
    [InlineData("""{"error":"Too long."}""", "Too long.")]
    [InlineData("""{"message":"Too long."}""", "Too long.")]
    [InlineData("""{"error":{"message":7}}""", null)]
    [InlineData("""{"detail":"Too long."}""", null)]
    [InlineData("<html>Bad gateway</html>", null)]
    [InlineData("", null)]
    public void ReadMessage_FormsOfVendors_AreRead(string body, string? message) =>
        ProviderErrorMessage.ReadMessage(Encoding.UTF8.GetBytes(body)).ShouldBe(message);

    [Fact]
    public void ReadMessage_LongMessage_IsCut() =>
        ProviderErrorMessage.ReadMessage(Encoding.UTF8.GetBytes($$"""{"error":"{{new string('x', 1_000)}}"}"""))
            .ShouldBe(new string('x', 500) + "…");
}
