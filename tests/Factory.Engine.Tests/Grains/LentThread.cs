namespace Factory.Engine.Tests.Grains;

public sealed record LentThread(int Id, TaskScheduler Scheduler, SynchronizationContext? Synchronization);
