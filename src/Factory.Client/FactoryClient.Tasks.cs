using Factory.Contracts.Api;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;

namespace Factory.Client;

/// <content>Tasks.</content>
public sealed partial class FactoryClient
{
    /// <summary>Creates a task that belongs to no run.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="idempotencyKey">The same key with the same request creates one task, however often it is sent; null
    /// to send without.</param>
    public Task<TaskView> CreateTaskAsync(
        CreateTaskRequest request,
        string? idempotencyKey = null,
        CancellationToken cancellationToken = default) =>
        _api.PostAsync<TaskView>("api/tasks", request, idempotencyKey, cancellationToken);

    /// <summary>
    /// Moves a task from the backlog to Ready. One that has left the backlog stays as it is;
    /// <c>transition.not_allowed</c> when it has failed or was cancelled.
    /// </summary>
    public Task<TaskView> PromoteTaskAsync(TaskId task, CancellationToken cancellationToken = default) =>
        _api.PostAsync<TaskView>($"api/tasks/{task}/promote", null, null, cancellationToken);

    /// <summary>Tasks, newest first.</summary>
    public Task<Page<TaskView>> ListTasksAsync(
        RunId? run = null,
        TaskStage? stage = null,
        string? before = null,
        int limit = 50,
        CancellationToken cancellationToken = default) =>
        _api.GetAsync<Page<TaskView>>(
            QueryString.Build("api/tasks", ("run", run), ("stage", stage), ("before", before), ("limit", limit)),
            cancellationToken);

    /// <summary>One task.</summary>
    public Task<TaskView> GetTaskAsync(TaskId task, CancellationToken cancellationToken = default) =>
        _api.GetAsync<TaskView>($"api/tasks/{task}", cancellationToken);

    /// <summary>Stops a task and its attempt.</summary>
    public Task<TaskView> CancelTaskAsync(TaskId task, string? reason = null, CancellationToken cancellationToken = default) =>
        _api.PostAsync<TaskView>($"api/tasks/{task}/cancel", new CancelRequest(reason), null, cancellationToken);

    /// <summary>Sends a failed or cancelled task back to Ready.</summary>
    public Task<TaskView> RetryTaskAsync(TaskId task, CancellationToken cancellationToken = default) =>
        _api.PostAsync<TaskView>($"api/tasks/{task}/retry", null, null, cancellationToken);

    /// <summary>Answers the open question of a task's agent.</summary>
    public Task<TaskView> AnswerAsync(TaskId task, string text, CancellationToken cancellationToken = default) =>
        _api.PostAsync<TaskView>($"api/tasks/{task}/answer", new AnswerRequest(text), null, cancellationToken);

    /// <summary>
    /// Tells the agent of a task something: the attempt at work takes it at its next turn, later ones from their start.
    /// </summary>
    public Task<TaskView> TellTaskAsync(TaskId task, string text, CancellationToken cancellationToken = default) =>
        _api.PostAsync<TaskView>($"api/tasks/{task}/messages", new TaskMessageRequest(text), null, cancellationToken);
}
