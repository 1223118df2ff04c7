namespace Factory.Contracts.Events;

/// <summary>The types of <see cref="FactoryEvent"/>.</summary>
public static class EventTypes
{
    public const string RunStarted = "run-started";
    public const string RunChanged = "run-changed";
    public const string RunStageChanged = "run-stage-changed";
    public const string RunEnded = "run-ended";

    public const string TaskOpened = "task-opened";
    public const string TaskMoved = "task-moved";
    public const string TaskRouted = "task-routed";
    public const string TaskQuestion = "task-question";
    public const string TaskAnswered = "task-answered";

    public const string AttemptStarted = "attempt-started";
    public const string AttemptProgress = "attempt-progress";
    public const string AttemptEnded = "attempt-ended";

    public const string ApprovalRequested = "approval-requested";
    public const string ApprovalDecided = "approval-decided";
    public const string ActionDone = "action-done";

    public const string BudgetRefused = "budget-refused";
    public const string FactoryPaused = "factory-paused";
    public const string FactoryResumed = "factory-resumed";
    public const string ConfigReloaded = "config-reloaded";
    public const string ConfigRefused = "config-refused";
}
