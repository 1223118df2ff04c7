using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Models;
using Factory.Domain.Limits;
using Factory.Domain.Metering;
using Factory.Metering.Calls;
using Microsoft.Extensions.Logging.Abstractions;

namespace Factory.Metering.Tests.Calls;

public sealed class ModelCallPipelineTests : IAsyncDisposable
{
    private readonly ModelCallLab _lab = new();

    [Fact]
    public async Task StartAsync_Admitted_AcquiresAPermitForInputAndOutput()
    {
        using var call = await _lab.StartAsync();

        _lab.Limiter.Acquisitions.ShouldBe([("lab", 1_500)]);
        call.Void();
    }

    [Fact]
    public async Task StartAsync_MeterRefuses_GivesThePermitBackUncounted()
    {
        _lab.Grains.Cap("budget-task-1", 0.001m);

        var refused = await Should.ThrowAsync<FactoryException>(() => _lab.StartAsync());

        refused.Code.ShouldBe(ErrorCodes.BudgetExceeded);
        (_lab.Limiter.Voided, _lab.Limiter.HeldPermits).ShouldBe((1, 0));
    }

    [Fact]
    public async Task StartAsync_LimiterRejects_ReservesNothing()
    {
        var meter = new UnusedMeter();
        var rejection = new ProviderRejection(
            new Problem(ErrorCodes.ModelRateLimited, "busy"),
            TimeSpan.FromSeconds(3),
            IsOverloaded: false);
        using var telemetry = new ModelCallTelemetry();

        var admission = await new ModelCallPipeline(meter, new Rejecting(rejection), telemetry, NullLogger<ModelCallPipeline>.Instance)
            .StartAsync(ModelCallLab.Request(), default);

        (admission.Call, admission.Rejection).ShouldBe((null, rejection));
    }

    [Fact]
    public async Task StartAsync_BudgetForLess_CapsTheOutput()
    {
        // 0.001 for the input leaves 1,500 tokens of output; fewer than 1,024 would be refused.
        _lab.Grains.Cap("budget-task-1", 0.007m);
        var request = ModelCallLab.Request() with
        {
            Estimate = CallEstimator.Estimate(
                ModelCallLab.Model,
                ModelApi.OpenAIChat,
                new RequestSize(1_000),
                Contracts.Ledger.Billing.PayAsYouGo),
        };

        using var call = (await _lab.Pipeline.StartAsync(request, default)).Call.ShouldNotBeNull();

        call.MaxOutputTokens.ShouldBe(1_500);
        call.Void();
    }

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    private sealed class Rejecting(ProviderRejection rejection) : IProviderLimiters
    {
        public ValueTask<AcquireResult> AcquireAsync(
            string provider,
            long tokens,
            CancellationToken cancellationToken) => new(new AcquireResult(null, rejection));
    }

    private sealed class UnusedMeter : IMeter
    {
        public ValueTask<IMeteredCall> ReserveAsync(Principal principal, CallEstimate estimate, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Nothing may be reserved for a call that the limiter rejects.");

        public void RefuseCalls(PrincipalId principal) => throw new NotSupportedException();

        public Task CloseAccountAsync(PrincipalId principal) => throw new NotSupportedException();

        public AccountTotals TotalsOf(PrincipalId principal) => default;
    }
}
