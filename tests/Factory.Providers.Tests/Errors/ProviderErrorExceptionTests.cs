using Factory.Providers.Errors;

namespace Factory.Providers.Tests.Errors;

public sealed class ProviderErrorExceptionTests
{
    [Theory]
    [InlineData("""{"error":{"message":"why","code":"c","type":"t"}}""", "why", "c t")]
    [InlineData("""{"error":"why"}""", "why", "")]
    [InlineData("""{"message":"why"}""", "why", "")]
    [InlineData("""[{"error":{"code":400,"message":"why"}}]""", "why", "400")]
    [InlineData("""{"detail":"why"}""", "why", "")]
    [InlineData("""{"detail":[{"loc":["body"],"msg":"why"},{"msg":"and this"}]}""", "why; and this", "")]
    [InlineData("""{"error":{"detail":"why"}}""", "why", "")]
    [InlineData("""{"errors":[{"message":"why"}],"success":false}""", "why", "")]
    [InlineData("""{"code":500,"msg":"why"}""", "why", "500")]
    [InlineData("<html>Bad gateway</html>", "", "")]
    [InlineData("[]", "", "")]
    [InlineData("", "", "")]
    public void Read_FormsOfVendorsAndFrameworks_HasReasonAndCode(string body, string message, string code)
    {
        var error = ProviderErrorException.Read(400, body, TimeSpan.FromSeconds(3));

        (error.Message, error.Code, error.Status, error.RetryAfter).ShouldBe((message, code, 400, TimeSpan.FromSeconds(3)));
    }

    [Theory]
    [InlineData("""{"error":{"message":"x","code":"context_length_exceeded"}}""", 400)]
    [InlineData("""{"error":{"message":"x","type":"authentication_error"}}""", 401)]
    [InlineData("""{"error":{"message":"x","type":"billing_error"}}""", 402)]
    [InlineData("""{"error":{"message":"x","code":"rate_limit_exceeded"}}""", 429)]
    [InlineData("""{"error":{"message":"x","code":503}}""", 503)]
    [InlineData("""{"error":{"message":"x","type":"overloaded_error"}}""", 529)]
    [InlineData("""{"error":{"message":"x","code":"new"}}""", 500)]
    [InlineData("""{"error":{"message":"x","code":200}}""", 500)]
    public void FromResponseBody_CodeOrType_HasTheStatusOfTheSameErrorElsewhere(string body, int status) =>
        ProviderErrorException.FromResponseBody(body, hasOutput: true).Status.ShouldBe(status);
}
