using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;
using Factory.Domain.Indexing;
using Factory.Grains.Abstractions.Tasks;
using Factory.Silo.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

internal static class TaskEndpoints
{
    public static void MapTasks(this IEndpointRouteBuilder api)
    {
        var tasks = api.MapGroup("tasks").WithTags("Tasks");
        tasks.MapPost("", CreateAsync)
            .WithName("CreateTask")
            .WithSummary("Creates a task that belongs to no run.")
            .Produces<TaskView>(StatusCodes.Status201Created)
            .Fails(
                ErrorCodes.NotFound,
                ErrorCodes.RepositoryDirty,
                ErrorCodes.GitFailed,
                ErrorCodes.RehearsalKind,
                ErrorCodes.RehearsalNotAccepted,
                ErrorCodes.RehearsalRepository);
        tasks.MapGet("", ListAsync)
            .WithName("ListTasks")
            .WithSummary("Tasks, newest first, without input artifacts and results; one task has them.");
        tasks.MapGet("{id}", GetAsync).WithName("GetTask").WithSummary("One task.");
        tasks.MapPost("{id}/promote", PromoteAsync).WithName("PromoteTask").WithSummary("Moves a task from the backlog to Ready.");
        tasks.MapPost("{id}/cancel", CancelAsync).WithName("CancelTask").WithSummary("Stops a task and its attempt.");
        tasks.MapPost("{id}/retry", RetryAsync).WithName("RetryTask").WithSummary("Sends a failed or cancelled task back to Ready.")
            .Fails(ErrorCodes.LifetimeLimitReached);
        tasks.MapPost("{id}/answer", AnswerAsync).WithName("AnswerTask").WithSummary("Answers the open question of the task's agent.")
            .Fails(ErrorCodes.QuestionAlreadyAnswered);
        tasks.MapPost("{id}/messages", TellAsync)
            .WithName("TellTask")
            .WithSummary("Tells the task's agent something: the attempt at work takes it at its next turn.");
    }

    private static async Task<ApiResult<TaskView>> CreateAsync(
        CreateTaskRequest request,
        TaskCreator creator,
        [FromHeader(Name = ApiHeaders.IdempotencyKey)] string? key,
        CancellationToken cancellationToken)
    {
        var reply = await creator.CreateAsync(request, key, cancellationToken);
        return reply.IsAccepted() ? ApiResult<TaskView>.Created($"/api/tasks/{reply.Value.Id}", reply.Value) : reply;
    }

    private static async Task<ApiResult<TaskView>> PromoteAsync(string id, IGrainFactory grains)
    {
        var grain = Grain(grains, id);
        return await grain.Get() is null ? NotFound(id) : await grain.Promote();
    }

    private static async Task<ApiResult<Page<TaskView>>> ListAsync(
        IStateIndex index,
        IGrainFactory grains,
        string? run,
        string? stage,
        string? before,
        int? limit,
        CancellationToken cancellationToken)
    {
        var parent = string.IsNullOrEmpty(run) ? null : RequestValidation.ParseId<RunId>(run).Value;
        var page = await index.ReadPageAsync<TaskView>(
            "task",
            parent,
            RequestValidation.ParseEnumNames<TaskStage>(stage, nameof(stage)),
            before,
            limit,
            cancellationToken);
        return await page.WithoutDetails().WithWaitsAsync(grains);
    }

    private static async Task<ApiResult<TaskView>> GetAsync(string id, IGrainFactory grains) =>
        await Grain(grains, id).Get() is { } task ? await task.WithWaitAsync(grains) : NotFound(id);

    private static async Task<ApiResult<TaskView>> CancelAsync(string id, [FromBody] CancelRequest? request, IGrainFactory grains)
    {
        var grain = Grain(grains, id);
        return await grain.Get() is null
            ? NotFound(id)
            : await grain.Cancel(RequestValidation.EnsureTextLength(request?.Reason, "reason") ?? "stopped by the operator");
    }

    private static async Task<ApiResult<TaskView>> RetryAsync(string id, IGrainFactory grains)
    {
        var grain = Grain(grains, id);
        return await grain.Get() is null ? NotFound(id) : await grain.Retry();
    }

    private static async Task<ApiResult<TaskView>> AnswerAsync(string id, AnswerRequest request, IGrainFactory grains)
    {
        var grain = Grain(grains, id);
        if (await grain.Get() is null)
        {
            return NotFound(id);
        }

        return string.IsNullOrWhiteSpace(request.Text)
            ? new Problem(ErrorCodes.InvalidRequest, "The answer is empty.", "Send a text: the agent waits for it.")
            : await grain.Answer(RequestValidation.EnsureTextLength(request.Text, "text")!);
    }

    private static async Task<ApiResult<TaskView>> TellAsync(string id, TaskMessageRequest request, IGrainFactory grains)
    {
        var grain = Grain(grains, id);
        if (await grain.Get() is null)
        {
            return NotFound(id);
        }

        return string.IsNullOrWhiteSpace(request.Text)
            ? new Problem(ErrorCodes.InvalidRequest, "The message is empty.", "Send a text: the agent reads it at its next turn.")
            : await grain.Tell(RequestValidation.EnsureTextLength(request.Text, "text")!);
    }

    private static ITaskGrain Grain(IGrainFactory grains, string id) =>
        grains.GetGrain<ITaskGrain>(RequestValidation.ParseId<TaskId>(id).Value);

    private static Problem NotFound(string id) => new(ErrorCodes.NotFound, $"There is no task {id}.", "All tasks: factory task list");
}
