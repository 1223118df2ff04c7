using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;
using Orleans.Runtime;

namespace Factory.Engine.Tests.Calls;

/// <summary>Calls that run on their caller's thread: docs/adr/0008-idle-grains-run-on-their-callers-thread.md.</summary>
public sealed class LentThreadTests
{
    [Fact]
    public async Task An_idle_grain_runs_on_its_callers_thread()
    {
        await using var host = await WithActiveGrainAsync();

        var look = host.Grain<ILentGrain>("lent-0").Look();

        look.IsCompletedSuccessfully.ShouldBeTrue();
        (await look).Id.ShouldBe(Environment.CurrentManagedThreadId);
    }

    [Fact]
    public async Task The_grain_sees_none_of_its_callers_schedulers_and_the_caller_has_them_back()
    {
        await using var host = await WithActiveGrainAsync();
        var context = new SynchronizationContext();
        await new TaskFactory(new OneThreadScheduler()).StartNew(() =>
        {
            var mine = TaskScheduler.Current;
            SynchronizationContext.SetSynchronizationContext(context);

            var seen = host.Grain<ILentGrain>("lent-0").Look().Result;

            seen.Scheduler.ShouldNotBe(mine);
            seen.Scheduler.ShouldNotBe(TaskScheduler.Default);
            seen.Synchronization.ShouldBeNull();
            TaskScheduler.Current.ShouldBe(mine);
            SynchronizationContext.Current.ShouldBeSameAs(context);
            SynchronizationContext.SetSynchronizationContext(null);
        });
    }

    [Fact]
    public async Task A_grain_that_calls_another_keeps_its_own_scheduler()
    {
        await using var host = await WithActiveGrainAsync();
        await host.Grain<ILentGrain>("lent-1").Note(1);

        (await host.Grain<ILentGrain>("lent-0").ChildTasksAreTurns()).ShouldBeTrue();
        (await host.Grain<ILentGrain>("lent-1").Deep(1)).ShouldBe(1);
        (await host.Grain<ILentGrain>("lent-1").Look()).Scheduler.ShouldNotBe((await host.Grain<ILentGrain>("lent-0").Look()).Scheduler);
    }

    [Fact]
    public async Task What_the_grain_does_to_the_context_ends_with_its_turn()
    {
        await using var host = await WithActiveGrainAsync();
        RequestContext.Set("who", "kev");
        var synchronization = SynchronizationContext.Current;

        await host.Grain<ILentGrain>("lent-0").MakeAMess();

        RequestContext.Get("who").ShouldBe("kev");
        ExecutionContext.IsFlowSuppressed().ShouldBeFalse();
        SynchronizationContext.Current.ShouldBeSameAs(synchronization);
        RequestContext.Clear();
    }

    [Fact]
    public async Task A_failure_before_the_first_await_comes_as_a_failed_task_and_leaves_thread_and_grain_clean()
    {
        await using var host = await WithActiveGrainAsync();
        var grain = host.Grain<ILentGrain>("lent-0");

        var call = grain.FailAtOnce();

        call.IsFaulted.ShouldBeTrue();
        RequestContext.Get("who").ShouldBeNull();
        TaskScheduler.Current.ShouldBe(TaskScheduler.Default);
        (await Should.ThrowAsync<NotSupportedException>(() => call)).StackTrace.ShouldNotBeNull().ShouldContain(nameof(LentGrain));
        (await grain.Look()).ShouldNotBeNull();
    }

    [Fact]
    public async Task Calls_without_a_context_that_flows_run_too()
    {
        await using var host = await WithActiveGrainAsync();
        Task<LentThread> look;
        using (ExecutionContext.SuppressFlow())
        {
            look = host.Grain<ILentGrain>("lent-0").Look();
        }

        (await look).Scheduler.ShouldNotBe(TaskScheduler.Default);
    }

    [Fact]
    public async Task A_chain_deeper_than_the_stack_goes_on_in_turns_of_its_own()
    {
        const int Depth = 20_000;
        await using var host = await EngineHost.StartAsync();

        (await host.Grain<ILentGrain>($"lent-{Depth}").Deep(Depth)).ShouldBe(Depth);
        (await host.Grain<ILentGrain>($"lent-{Depth}").Deep(Depth)).ShouldBe(Depth);
    }

    [Fact]
    public async Task Nobody_enters_a_grain_twice_through_a_lent_thread()
    {
        await using var host = await WithActiveGrainAsync();
        await host.Grain<ILentGrain>("lent-1").Note(1);

        (await Should.ThrowAsync<OrleansException>(() => host.Grain<ILentGrain>("lent-0").CallBack("lent-1"))).Message.ShouldContain("Deadlock");
    }

    [Fact]
    public async Task Calls_come_in_the_order_of_their_sending_whichever_way_they_go()
    {
        await using var host = await WithActiveGrainAsync();
        var grain = host.Grain<ILentGrain>("lent-0");
        var held = grain.Fire(null, "go");
        var calls = Enumerable.Range(0, 100).Select(grain.Note).ToList();
        host.Signals.Set("go");
        calls.AddRange(Enumerable.Range(100, 1_000).Select(grain.Note));
        await Task.WhenAll([held, .. calls]);

        host.Signals.Log.ShouldBe(["-1", .. Enumerable.Range(0, 1_100).Select(number => $"{number}")]);
    }

    [Fact]
    public async Task Calls_of_many_threads_keep_their_arguments()
    {
        await using var host = await EngineHost.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            for (var call = 0; call < 2_000; call++)
            {
                var argument = new object();
                (await host.Grain<ICounterGrain>($"counter-{call % 7}").Echo(argument)).ShouldBeSameAs(argument);
            }
        })));
    }

    [Fact]
    public async Task A_call_that_left_another_running_is_not_mistaken_for_a_later_one()
    {
        await using var host = await WithActiveGrainAsync();
        var grain = host.Grain<ILentGrain>("lent-0");
        await host.Grain<ILentGrain>("lent-1").Note(1);

        await grain.Fire("lent-1", "go");
        var later = grain.Fire(null, "end");
        await host.Signals.Wait("inside end");
        host.Signals.Set("go");
        await host.Signals.Wait("calls back");
        host.Signals.Set("end");
        await later;

        (await host.Signals.Wait("held")).ShouldBeNull();
    }

    private static async Task<EngineHost> WithActiveGrainAsync()
    {
        var host = await EngineHost.StartAsync();
        await host.Grain<ILentGrain>("lent-0").Note(-1);
        return host;
    }

    private sealed class OneThreadScheduler : TaskScheduler
    {
        protected override void QueueTask(Task task) => new Thread(() => TryExecuteTask(task)).Start();

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}
