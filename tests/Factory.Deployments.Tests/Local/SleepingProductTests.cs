using System.Net;
using Factory.Contracts.Deployments;
using Factory.Contracts.Events;
using Factory.Deployments.Local;
using Factory.Domain.Deployments;
using Factory.Grains.Abstractions.Kev;
using NSubstitute;

namespace Factory.Deployments.Tests.Local;

/// <summary>Programs that nobody uses are ended, and started by the next request.</summary>
public sealed class SleepingProductTests : IAsyncLifetime
{
    private readonly DeliveryFixture _delivery = new();
    private string _url = "";

    private LocalDeployTarget Target => _delivery.Get<LocalDeployTarget>();

    public async Task InitializeAsync()
    {
        var product = await _delivery.NewProductAsync("server");
        var change = await _delivery.ChangeAsync(product, PythonServer.Files);
        _url = (await _delivery.DeployAsync(product, change.Commit!)).Url;
    }

    public async Task DisposeAsync() => await _delivery.DisposeAsync();

    [Fact]
    public async Task Sleep_IdleProgram_IsEndedAndStartedByTheNextRequest()
    {
        await Target.SleepAsync(TimeSpan.Zero, default);

        var asleep = await FindAsync();
        (asleep.Status, asleep.Url, asleep.Reason).ShouldBe((ProductStatus.Asleep, _url, null));
        (await ReadLogsAsync()).ShouldBeEmpty();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _delivery.Http.GetStringAsync(_url)));
        answers.ShouldAllBe(answer => answer == "up");
        (await FindAsync()).Status.ShouldBe(ProductStatus.Running);
        Recorded().ShouldBe([EventTypes.ProductFellAsleep, EventTypes.ProductWoke]);
    }

    [Fact]
    public async Task Sleep_UsedAMomentAgo_GoesOn()
    {
        await Target.SleepAsync(TimeSpan.FromHours(1), default);

        (await FindAsync()).Status.ShouldBe(ProductStatus.Running);
        Recorded().ShouldBeEmpty();
    }

    [Fact]
    public async Task Restore_ProductWasAsleep_StaysAsleepUntilARequest()
    {
        await Target.SleepAsync(TimeSpan.Zero, default);

        await _delivery.RestartAsync();
        await Target.RestoreAsync(default);

        (await FindAsync()).Status.ShouldBe(ProductStatus.Asleep);
        (await _delivery.Http.GetStringAsync(_url)).ShouldBe("up");
        await _delivery.RestartAsync();
        await Target.RestoreAsync(default);
        (await FindAsync()).Status.ShouldBe(ProductStatus.Running, "it was awake when the silo ended");
    }

    [Fact]
    public async Task Stop_ProductAsleep_StaysStopped()
    {
        await Target.SleepAsync(TimeSpan.Zero, default);

        await _delivery.Get<IDeployedProducts>().StopAsync("server", default);
        await _delivery.RestartAsync();
        await Target.RestoreAsync(default);

        (await FindAsync()).Status.ShouldBe(ProductStatus.Stopped);
        await Should.ThrowAsync<HttpRequestException>(() => _delivery.Http.GetStringAsync(_url));
        (await _delivery.Get<IDeployedProducts>().StartAsync("server", default)).Value!.Status.ShouldBe(ProductStatus.Running);
    }

    [Fact]
    public async Task Request_ProgramCannotBeStarted_IsToldWhenToTryAgain()
    {
        await _delivery.Http.GetStringAsync(_url + "break");
        await Target.SleepAsync(TimeSpan.Zero, default);

        var first = await _delivery.Http.GetAsync(_url);
        var second = await _delivery.Http.GetAsync(_url);

        (first.StatusCode, second.StatusCode).ShouldBe((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable));
        first.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), ProductStart.RetryDelay);
        var text = await first.Content.ReadAsStringAsync();
        text.ShouldStartWith("server could not be started.");
        text.ShouldNotContain("broken", Case.Sensitive, "what a program prints is for the operator only");
        var failed = await FindAsync();
        failed.Status.ShouldBe(ProductStatus.Failed);
        failed.Reason!.ShouldContain("it is broken");
        Recorded().ShouldBe([EventTypes.ProductFellAsleep, EventTypes.ProductFailed]);
    }

    [Fact]
    public async Task Restore_ProgramCannotBeStarted_IsFailedWithItsReason()
    {
        await _delivery.Http.GetStringAsync(_url + "break");

        await _delivery.RestartAsync();
        await Target.RestoreAsync(default);

        var failed = await FindAsync();
        (failed.Status, failed.Url).ShouldBe((ProductStatus.Failed, _url));
        failed.Reason!.ShouldContain("it is broken");
        (await _delivery.Http.GetAsync(_url)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    private async Task<ProductView> FindAsync() => (await _delivery.Get<IDeployedProducts>().FindAsync("server", default)).Value!;

    private async Task<string> ReadLogsAsync() => (await _delivery.Get<IDeployedProducts>().ReadLogsAsync("server", default)).Value!.Text;

    private IReadOnlyList<string> Recorded() =>
    [
        .. _delivery.Grains.GetGrain<IKevGrain>(IKevGrain.Key).ReceivedCalls()
            .Where(call => call.GetMethodInfo().Name == nameof(IKevGrain.RecordProductEvent))
            .Select(call => (string)call.GetArguments()[0]!),
    ];
}
