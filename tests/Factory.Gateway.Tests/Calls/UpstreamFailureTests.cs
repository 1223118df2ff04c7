using Factory.Contracts.Errors;
using Factory.Gateway.Calls;
using Factory.Gateway.Errors;
using Factory.Protocols.Errors;

namespace Factory.Gateway.Tests.Calls;

public sealed class UpstreamFailureTests
{
    [Theory]
    [InlineData(ApiErrorKind.InvalidRequest)]
    [InlineData(ApiErrorKind.NotFound)]
    [InlineData(ApiErrorKind.TooLarge)]
    [InlineData(ApiErrorKind.ContextExceeded)]
    public void From_RequestsFault_IsFinalAndBlamesNoProvider(ApiErrorKind kind)
    {
        var failure = UpstreamFailure.From("lab", new ProviderError(kind, "why"), null, "400");

        failure.Error.IsFinal.ShouldBeTrue("another provider would say the same");
        failure.Outcome.Kind.ShouldBe(ProviderOutcomeKind.Success);
    }

    [Theory]
    [InlineData(ApiErrorKind.Authentication, ErrorCodes.ModelKeyRejected)]
    [InlineData(ApiErrorKind.Permission, ErrorCodes.ModelKeyRejected)]
    [InlineData(ApiErrorKind.Billing, ErrorCodes.ModelCreditExhausted)]
    public void From_FactorysAccount_DisablesTheProviderAndHidesItsWords(ApiErrorKind kind, string code)
    {
        var failure = UpstreamFailure.From("lab", new ProviderError(kind, "Incorrect API key provided: real"), null, "401");

        failure.Outcome.Kind.ShouldBe(ProviderOutcomeKind.Disabled);
        failure.Error.Code.ShouldBe(code);
        failure.Error.Message.ShouldNotContain("Incorrect");
        ErrorTable.Get(failure.Error.Kind).Status.ShouldBe(502, "the client's own key is good");
    }

    [Theory]
    [InlineData(408, 504)]
    [InlineData(409, 502)]
    [InlineData(425, 502)]
    [InlineData(429, 429)]
    [InlineData(498, 503)]
    [InlineData(499, 502)]
    [InlineData(500, 502)]
    [InlineData(502, 502)]
    [InlineData(503, 503)]
    [InlineData(504, 504)]
    [InlineData(524, 504)]
    [InlineData(529, 503)]
    public void From_StatusThatPasses_CanBeRetried(int status, int expected)
    {
        var reported = ProviderErrorReader.Read("""{"error":{"message":"why"}}"""u8.ToArray(), status);

        var failure = UpstreamFailure.From("lab", reported, null, $"{status}");

        var row = ErrorTable.Get(failure.Error.Kind);
        (row.Status, row.IsFinal, failure.Error.IsFinal).ShouldBe((expected, false, false));
        failure.Error.Message.ShouldBe($"The provider lab answered {status}: why");
    }

    [Fact]
    public void From_WaitInHeadersAndBody_TakesTheHeaders() =>
        UpstreamFailure.From(
                "lab",
                new ProviderError(ApiErrorKind.RateLimit, null, RetryAfter: TimeSpan.FromSeconds(9)),
                TimeSpan.FromSeconds(3),
                "429")
            .Outcome.ShouldBe(new ProviderOutcome(ProviderOutcomeKind.Throttled, TimeSpan.FromSeconds(3)));

    [Fact]
    public void Untranslatable_AnyReason_BlamesNoProviderAndMayBeBilled()
    {
        var failure = UpstreamFailure.Untranslatable("lab", "finish_reason");

        (failure.Outcome.Kind, failure.Error.IsUntranslatable, failure.IsRefusal).ShouldBe((ProviderOutcomeKind.Success, true, false));
    }

    [Fact]
    public void NoAnswer_Always_BlamesTheProviderAndCostsNothing()
    {
        var failure = UpstreamFailure.NoAnswer("lab");

        (failure.Outcome.Kind, failure.IsRefusal).ShouldBe((ProviderOutcomeKind.Failed, true));
    }
}
