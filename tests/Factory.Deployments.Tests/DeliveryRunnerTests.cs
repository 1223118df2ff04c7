using System.Diagnostics;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Models;
using Factory.Contracts.Tasks;
using Factory.Domain.Builds;
using Factory.Domain.Deployments;
using Factory.Domain.Health;
using Factory.Domain.Repositories;
using Factory.Domain.Secrets;
using Factory.Grains.Abstractions.Tasks;
using Factory.TestKit.Builders;
using Microsoft.Extensions.Logging;
using NSubstitute;

namespace Factory.Deployments.Tests;

public sealed class DeliveryRunnerTests : IAsyncLifetime
{
    private readonly DeliveryFixture _delivery = new();
    private readonly ITaskGrain _task = Substitute.For<ITaskGrain>();
    private readonly TaskCompletionSource<DeliveryOutcome> _recorded = new();

    public Task InitializeAsync()
    {
        _delivery.Grains.GetGrain<ITaskGrain>(Arg.Any<string>()).Returns(_task);
        _task.RecordDelivery(Arg.Do<DeliveryOutcome>(outcome => _recorded.TrySetResult(outcome)))
            .Returns(new Result<TaskView>(null, new Problem(ErrorCodes.Internal, "Only a fake server.")));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _delivery.DisposeAsync();

    [Fact]
    public async Task Merge_AcceptedChange_IsMergedWithTrailers()
    {
        var product = await _delivery.NewProductAsync("page");
        var change = await _delivery.ChangeAsync(product, ("a.txt", "one"));

        var outcome = await RunAsync(Order(product, change, new TaskAction(TaskActionKind.Merge, "merge")));

        outcome.Problem.ShouldBeNull();
        outcome.Commit.ShouldBe(await _delivery.Get<IProductRepositories>().GetHeadAsync(product, default));
        File.Exists(Path.Combine(product.Repository, "a.txt")).ShouldBeTrue();
    }

    [Fact]
    public async Task Merge_MessageWithAKey_IsCommittedRedacted()
    {
        var product = await _delivery.NewProductAsync("page");
        var change = await _delivery.ChangeAsync(product, ("a.txt", "one"));

        await RunAsync(Order(
            product,
            change with { Summary = "Uses value-of-a-key." },
            new TaskAction(TaskActionKind.Merge, "merge")));

        using var log = Process.Start(new ProcessStartInfo("git", ["-C", product.Repository, "log", "-1", "--format=%B"])
        {
            RedirectStandardOutput = true,
        })!;
        (await log.StandardOutput.ReadToEndAsync()).ShouldContain("Uses [redacted].");
    }

    [Fact]
    public async Task Deploy_FailureThatPrintsAKey_IsReportedRedacted()
    {
        var product = await _delivery.NewProductAsync("page");
        var change = await _delivery.ChangeAsync(
            product,
            ("product.yaml", "name: Page\nbuild: printf value-of-a-%s key; exit 3\nserve:\n  static: .\n"));
        await _delivery.Get<IProductRepositories>().MergeAsync(product, change.Commit!, "Merge", default);

        var outcome = await RunAsync(Order(
            product,
            new Deployment("local", "/", "First"),
            new TaskAction(TaskActionKind.Deploy, "deploy.staging", "local")));

        outcome.Problem!.Message.ShouldContain("[redacted]");
        outcome.Problem.Message.ShouldNotContain("value-of-a-key");
    }

    [Fact]
    public async Task Deploy_ProductsBranch_AnswersAtTheUrl()
    {
        var product = await _delivery.NewProductAsync("page");
        var change = await _delivery.ChangeAsync(product, ("index.html", "one"));
        var head = await _delivery.Get<IProductRepositories>().MergeAsync(product, change.Commit!, "Merge", default);

        var outcome = await RunAsync(Order(
            product,
            new Deployment("local", "/", "First"),
            new TaskAction(TaskActionKind.Deploy, "deploy.staging", "local")));

        (outcome.Problem, outcome.Commit, outcome.Version).ShouldBe((null, head, 1));
        (await _delivery.Http.GetStringAsync(outcome.Url)).ShouldBe("one");
    }

    [Fact]
    public async Task Deploy_UnknownTarget_IsRecordedAsAProblemWithTheFix()
    {
        var product = await _delivery.NewProductAsync("page");

        var outcome = await RunAsync(Order(
            product,
            new Deployment("moon", "/", "First"),
            new TaskAction(TaskActionKind.Deploy, "deploy.staging", "moon")));

        outcome.Problem!.Code.ShouldBe(ErrorCodes.DeployFailed);
        outcome.Problem.Hint!.ShouldContain("local");
    }

    /// <summary>A full disk holds the delivery, so that there is something to stop.</summary>
    [Fact]
    public async Task Cancel_RunningDelivery_EndsItWithoutAnOutcome()
    {
        var product = await _delivery.NewProductAsync("page");
        var disk = (FakeStorageHealth)_delivery.Get<IStorageHealth>();
        disk.Fail(new Problem(ErrorCodes.DiskFull, "The disk is full."));
        var order = Order(product, new Deployment("moon", "/", "n"), new TaskAction(TaskActionKind.Deploy, "deploy.staging", "moon"));
        _delivery.Runner.Start(order);
        _delivery.Runner.IsRunning(order.Task).ShouldBeTrue();

        _delivery.Runner.Cancel(order.Task);

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (_delivery.Runner.IsRunning(order.Task))
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await _task.DidNotReceive().RecordDelivery(Arg.Any<DeliveryOutcome>());
    }

    /// <summary>Recording an outcome may start the next delivery of the task and still fail, for example by a timeout.</summary>
    [Fact]
    public async Task Start_WhileTheOneBeforeIsRecorded_RunsOnWhenTheRecordFails()
    {
        var product = await _delivery.NewProductAsync("page");
        var disk = (FakeStorageHealth)_delivery.Get<IStorageHealth>();
        var order = Order(product, new Deployment("moon", "/", "n"), new TaskAction(TaskActionKind.Deploy, "deploy.staging", "moon"));
        var log = new FirstError();
        await using var runner = new DeliveryRunner(
            _delivery.Grains,
            _delivery.Get<IProductRepositories>(),
            _delivery.Get<IProductBuilds>(),
            [],
            disk,
            _delivery.Get<SecretRedactor>(),
            log);
        _task.RecordDelivery(Arg.Any<DeliveryOutcome>()).Returns<Result<TaskView>>(_ =>
        {
            // A full disk holds the second one.
            disk.Fail(new Problem(ErrorCodes.DiskFull, "The disk is full."));
            runner.Start(order);
            throw new TimeoutException();
        });

        runner.Start(order);

        (await log.Logged.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBeOfType<TimeoutException>();
        runner.IsRunning(order.Task).ShouldBeTrue();
    }

    private async Task<DeliveryOutcome> RunAsync(DeliveryRequest order)
    {
        _delivery.Runner.Start(order);
        _delivery.Runner.Start(order);
        var outcome = await _recorded.Task.WaitAsync(TimeSpan.FromSeconds(60));
        return outcome;
    }

    private DeliveryRequest Order(ProductRef product, Artifact artifact, TaskAction action) =>
        new(
            _delivery.NewId<TaskId>(),
            action,
            product,
            artifact,
            AgentId.Parse("agent-forge"),
            new ModelRef("trusted", "one"),
            "The title",
            null);

    /// <summary>The first exception that is logged as an error and is not the factory's own.</summary>
    private sealed class FirstError : ILogger<DeliveryRunner>
    {
        private readonly TaskCompletionSource<Exception> _logged = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Exception> Logged => _logged.Task;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (exception is not null and not FactoryException)
            {
                _logged.TrySetResult(exception);
            }
        }
    }
}
