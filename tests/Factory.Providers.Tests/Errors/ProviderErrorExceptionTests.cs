using System.Text;
using System.Text.Json;
using Factory.Protocols.Errors;
using Factory.Providers.Errors;

namespace Factory.Providers.Tests.Errors;

/// <summary>The forms of errors are those of the gateway: Factory.Protocols.Tests/Errors has the table.</summary>
public sealed class ProviderErrorExceptionTests
{
    [Fact]
    public void Read_HeadersThatRequestAWait_OutrankTheBody()
    {
        var body = Encoding.UTF8.GetBytes("""{"error":{"message":"why","details":[{"retryDelay":"9s"}]}}""");

        ProviderErrorException.Read(429, body, TimeSpan.FromSeconds(3)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(3));
        ProviderErrorException.Read(429, body, null).RetryAfter.ShouldBe(TimeSpan.FromSeconds(9));
    }

    [Fact]
    public void Read_Page_HasTheStatusAlone()
    {
        var error = ProviderErrorException.Read(502, "<html>Bad gateway</html>"u8.ToArray(), null);

        (error.Message, error.Status, error.Kind).ShouldBe(("", 502, ApiErrorKind.BadGateway));
    }

    [Theory]
    [InlineData("""{"error":{"message":"x","code":"context_length_exceeded"}}""", 400)]
    [InlineData("""{"error":{"message":"x","type":"authentication_error"}}""", 401)]
    [InlineData("""{"error":{"message":"x","type":"billing_error"}}""", 402)]
    [InlineData("""{"error":{"message":"x","code":"rate_limit_exceeded"}}""", 429)]
    [InlineData("""{"error":{"message":"x","code":503}}""", 503)]
    [InlineData("""{"error":{"message":"x","code":"524"}}""", 524)]
    [InlineData("""{"error":{"message":"x","type":"overloaded_error"}}""", 529)]
    [InlineData("""{"error":{"message":"x","code":"new"}}""", 500)]
    [InlineData("""{"error":{"message":"x","code":200}}""", 500)]
    public void FromResponse_CodeOrType_HasTheStatusOfTheSameErrorElsewhere(string body, int status)
    {
        var error = ProviderErrorReader.Find(JsonElement.Parse(body)).ShouldNotBeNull();

        ProviderErrorException.FromResponse(error, hasOutput: true).Status.ShouldBe(status);
    }
}
