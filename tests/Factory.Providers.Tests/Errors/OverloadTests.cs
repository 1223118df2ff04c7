using System.Text.Json;
using Factory.Contracts.Models;
using Factory.Domain.Limits;
using Factory.Protocols.Errors;
using Factory.Providers.Errors;
using Factory.Providers.Http;

namespace Factory.Providers.Tests.Errors;

/// <summary>What an overload within a response means for its provider; the gateway decides the same.</summary>
public sealed class OverloadTests
{
    [Theory]
    [InlineData("""{"error":{"message":"x","type":"overloaded_error"}}""", false, ProviderOutcomeKind.Throttled)]
    [InlineData("""{"error":{"message":"x","type":"overloaded_error"}}""", true, ProviderOutcomeKind.Throttled)]
    [InlineData("""{"error":{"message":"x","code":503}}""", true, ProviderOutcomeKind.Failed)]
    [InlineData("""{"error":{"message":"x","type":"api_error"}}""", true, ProviderOutcomeKind.Failed)]
    public void OutcomeOf_ErrorWithinAResponse_IsThatOfItsKind(string body, bool hasOutput, ProviderOutcomeKind expected)
    {
        var error = ProviderErrorException.FromResponse(ProviderErrorReader.Find(JsonElement.Parse(body)).ShouldNotBeNull(), hasOutput);

        var failure = ProviderErrorMapper.Map(error, new ModelRef("lab", "m"), hasOutput, new SecretTextScrubber(null));

        ProviderErrorMapper.OutcomeOf(failure).ShouldBe(expected);
    }
}
