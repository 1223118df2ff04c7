namespace Factory.Contracts.Events;

/// <summary>The types of <see cref="FactoryEvent"/>.</summary>
public static class EventTypes
{
    /// <summary>A run started.</summary>
    public const string RunStarted = "run-started";

    /// <summary>A run changed its status without ending.</summary>
    public const string RunStatusChanged = "run-status-changed";

    /// <summary>A stage of a run changed its status or its round.</summary>
    public const string RunStageChanged = "run-stage-changed";

    /// <summary>A run succeeded, failed or was cancelled.</summary>
    public const string RunEnded = "run-ended";

    /// <summary>A stage opened a task.</summary>
    public const string TaskOpened = "task-opened";

    /// <summary>A task changed its stage.</summary>
    public const string TaskStageChanged = "task-stage-changed";

    /// <summary>A task was given an agent and a model; the message says why.</summary>
    public const string TaskRouted = "task-routed";

    /// <summary>An agent asked the operator a question and waits.</summary>
    public const string TaskQuestionAsked = "task-question-asked";

    /// <summary>A question was answered.</summary>
    public const string TaskQuestionAnswered = "task-question-answered";

    /// <summary>The operator told the agent of a task something.</summary>
    public const string TaskMessageAdded = "task-message-added";

    /// <summary>An attempt started.</summary>
    public const string AttemptStarted = "attempt-started";

    /// <summary>Progress of a running attempt; at most one every few seconds.</summary>
    public const string AttemptProgress = "attempt-progress";

    /// <summary>An attempt succeeded, failed, was cancelled or lost.</summary>
    public const string AttemptEnded = "attempt-ended";

    /// <summary>An action waits for the operator's approval.</summary>
    public const string ApprovalRequested = "approval-requested";

    /// <summary>An approval was approved, rejected or has expired.</summary>
    public const string ApprovalDecided = "approval-decided";

    /// <summary>A budget did not cover a model call, and the call was rejected.</summary>
    public const string BudgetExceeded = "budget-exceeded";

    /// <summary>The day's spending passed 50, 80 or 100 per cent of its budget.</summary>
    public const string BudgetThreshold = "budget-threshold";

    /// <summary>At the rate of the last hour the day's budget will be exceeded.</summary>
    public const string BurnRateExceeded = "burn-rate-exceeded";

    /// <summary>A task costs more than ten times what tasks of its kind usually do.</summary>
    public const string TaskCostAnomaly = "task-cost-anomaly";

    /// <summary>The operator paused the factory.</summary>
    public const string FactoryPaused = "factory-paused";

    /// <summary>The operator resumed the factory.</summary>
    public const string FactoryResumed = "factory-resumed";

    /// <summary>Changed configuration was loaded.</summary>
    public const string ConfigReloaded = "config-reloaded";

    /// <summary>Changed configuration is invalid and was not loaded; the previous one stays in force.</summary>
    public const string ConfigRejected = "config-rejected";

    /// <summary>A product got no requests for <c>products.sleep_after</c>, and its program was ended.</summary>
    public const string ProductFellAsleep = "product-fell-asleep";

    /// <summary>A request, or the operator, started the program of a product that was not running.</summary>
    public const string ProductWoke = "product-woke";

    /// <summary>The program of a product ended by itself and was started again.</summary>
    public const string ProductRestarted = "product-restarted";

    /// <summary>The program of a product could not be started; the next request tries again.</summary>
    public const string ProductFailed = "product-failed";

    /// <summary>The operator stopped a product.</summary>
    public const string ProductStopped = "product-stopped";
}
