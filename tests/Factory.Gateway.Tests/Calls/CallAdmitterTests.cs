using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Domain.Metering;
using Factory.Gateway.ApiFormats;
using Factory.Gateway.Calls;
using Factory.Gateway.Errors;
using Factory.Gateway.Inspection;
using Factory.Metering.Calls;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Factory.Gateway.Tests.Calls;

/// <summary>Admits calls over the shared pipeline, whose own tests are with the meter.</summary>
public sealed class CallAdmitterTests : IDisposable
{
    private static readonly AttemptId Attempt = AttemptId.Parse("attempt-1");

    private readonly FakeLimiters _limiters = new();
    private readonly FakeMeter _meter = new();
    private readonly FakeAttempts _attempts = new();
    private readonly ModelCallTelemetry _telemetry = new();

    [Fact]
    public async Task Admit_BothAgree_HoldsPermitAndReservationUntilDisposed()
    {
        var (call, error) = await AdmitAsync();

        error.ShouldBeNull();
        _limiters.Active.ShouldBe(1);
        call!.Void();
        call.Dispose();
        _limiters.Active.ShouldBe(0);
    }

    [Theory]
    [InlineData(ErrorCodes.ModelRateLimited, false, GatewayErrorKind.RateLimited)]
    [InlineData(ErrorCodes.ModelRateLimited, true, GatewayErrorKind.Overloaded)]
    [InlineData(ErrorCodes.ModelUnavailable, true, GatewayErrorKind.Overloaded)]
    public async Task Admit_LimiterRejects_ReservesNothing(string code, bool isOverloaded, object kind)
    {
        _limiters.Rejections["lab"] = new ProviderRejection(new Problem(code, "Not now."), TimeSpan.FromSeconds(3), isOverloaded);

        var (call, error) = await AdmitAsync();

        call.ShouldBeNull();
        (error!.Kind, error.RetryAfter, error.IsFinal).ShouldBe(((GatewayErrorKind)kind, TimeSpan.FromSeconds(3), false));
        _meter.ReservationCount.ShouldBe(0);
    }

    [Fact]
    public async Task Admit_NoBudget_ReturnsThePermitAndFailsTheAttempt()
    {
        _meter.Refusal = new FactoryException(ErrorCodes.BudgetExceeded, "No more.");

        var (call, error) = await AdmitAsync();

        call.ShouldBeNull();
        (error!.Kind, error.IsFinal).ShouldBe((GatewayErrorKind.BudgetExceeded, true));
        (_limiters.Active, _limiters.Voided, _limiters.Reports.Count).ShouldBe((0, 1, 0));
        _attempts.Failed.ShouldHaveSingleItem().Attempt.ShouldBe(Attempt);
    }

    [Fact]
    public void FailAttemptOverBudget_NamedKey_FailsNothing()
    {
        var error = GatewayError.From(GatewayErrorKind.BudgetExceeded, new Problem(ErrorCodes.BudgetExceeded, "No more."));

        Admitter().FailAttemptOverBudget(Principal.ForKey("laptop"), error);
        Admitter().FailAttemptOverBudget(Rex(), null);
        Admitter().FailAttemptOverBudget(Rex(), new GatewayError(GatewayErrorKind.BudgetExceeded, "Without a cause."));

        _attempts.Failed.ShouldBeEmpty();
    }

    public void Dispose() => _telemetry.Dispose();

    private Task<(ModelCall? Call, GatewayError? Error)> AdmitAsync() =>
        Admitter().AdmitAsync(new HeaderDictionary(), Request(), Candidate(), CancellationToken.None);

    private CallAdmitter Admitter() => new(
        new ModelCallPipeline(_meter, _limiters, _telemetry, NullLogger<ModelCallPipeline>.Instance),
        _attempts);

    private static Principal Rex() => new(PrincipalId.Parse("attempt-1"), null, null, Attempt, null, "build", null);

    private static CallRequest Request() =>
        new(new OpenAIChatApiFormat(), new RequestInspection { BodyLength = 100 }, null!, Rex(), "lab/small", AsJsonArray: false);

    private static UpstreamCandidate Candidate()
    {
        var connection = FakeEndpoints.Provider("lab", "http://127.0.0.1:9", ModelTier.Cheap, [ModelApi.OpenAIChat]);
        return new UpstreamCandidate(
            connection.Provider.Models[0],
            connection,
            new OpenAIChatApiFormat(),
            connection.Endpoints[ModelApi.OpenAIChat]);
    }
}
