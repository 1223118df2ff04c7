using System.Text;
using Factory.Protocols.Canonical;

namespace Factory.Protocols.Tests.Canonical;

/// <summary>
/// Wrapped signatures lie in the histories of clients, so what was written once must be read for as long as its version
/// is served.
/// </summary>
public sealed class ReasoningSignatureTests
{
    public static TheoryData<ModelApi> Issuers => [.. ModelApis.All];

    [Theory]
    [MemberData(nameof(Issuers))]
    public void Unwrap_WrappedForAnotherApi_IsTheIssuersSignature(ModelApi issuer)
    {
        var client = issuer == ModelApi.AnthropicMessages ? ModelApi.OpenAIResponses : ModelApi.AnthropicMessages;
        var signature = new ReasoningSignature(issuer, "proof.with.dots", IsRedacted: true);

        ReasoningSignature.Unwrap(client, signature.WrapFor(client)).ShouldBe(signature);
    }

    [Fact]
    public void WrapFor_AnotherApi_NamesTheIssuerAndNotItsPlaceInTheEnum() =>
        Encoding.UTF8.GetString(Convert.FromBase64String(new ReasoningSignature(
            ModelApi.GeminiGenerateContent,
            "proof").WrapFor(ModelApi.AnthropicMessages)))
            .ShouldBe("factory.v02.gemini.proof");

    [Theory]
    [InlineData("factory.v01.gemini.proof")]
    [InlineData("factory.v03.gemini.proof")]
    [InlineData("factory.v02.telegraph.proof")]
    [InlineData("factory.v02.gemini")]
    [InlineData("factory.v")]
    public void Unwrap_WrapperThatIsNotUnderstood_IsNotSentToTheVendorAsItsOwnSignature(string wrapped) =>
        ReasoningSignature.Unwrap(ModelApi.AnthropicMessages, Convert.ToBase64String(Encoding.UTF8.GetBytes(wrapped)))
            .ShouldBe(new ReasoningSignature(ModelApi.AnthropicMessages, ""));

    [Fact]
    public void Unwrap_TheClientsOwnSignature_StaysAsItIs() =>
        ReasoningSignature.Unwrap(ModelApi.AnthropicMessages, "EqQBCgIYAhIM")
            .ShouldBe(new ReasoningSignature(ModelApi.AnthropicMessages, "EqQBCgIYAhIM"));
}
