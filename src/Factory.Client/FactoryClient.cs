using System.Globalization;
using System.Net.Http.Headers;
using Factory.Contracts.Agents;
using Factory.Contracts.Api;
using Factory.Contracts.Approvals;
using Factory.Contracts.Attempts;
using Factory.Contracts.Budgets;
using Factory.Contracts.Deployments;
using Factory.Contracts.Diagnostics;
using Factory.Contracts.Events;
using Factory.Contracts.Ids;
using Factory.Contracts.Kev;
using Factory.Contracts.Keys;
using Factory.Contracts.Ledger;
using Factory.Contracts.Models;
using Factory.Contracts.Providers;
using Factory.Contracts.Retention;
using Factory.Contracts.Routing;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;

namespace Factory.Client;

/// <summary>
/// A client of the factory's REST API. Thread-safe. Every method throws
/// <see cref="Factory.Contracts.Errors.FactoryException"/> with the silo's code and hint when the silo rejects the
/// request, and with <c>silo.unreachable</c> when it does not answer.
/// </summary>
/// <example><code>
/// var silo = await SiloLocator.FindAsync(folder);
/// using var factory = new FactoryClient(silo!.Silo.Url, silo.Token);
/// var run = await factory.StartRunAsync(new StartRunRequest("A tip calculator"), idempotencyKey: "tip-1");
/// </code></example>
public sealed partial class FactoryClient : IDisposable
{
    private readonly ApiCaller _api;
    private readonly EventStreamReader _events;

    /// <summary>Creates a client for the silo at an address.</summary>
    /// <param name="url">For example <c>http://127.0.0.1:7070</c>.</param>
    /// <param name="token">The access token; with null only <see cref="GetHealthAsync"/> succeeds.</param>
    public FactoryClient(string url, string? token)
        : this(CreateHttp(url), token)
    {
    }

    /// <summary>
    /// Creates a client whose token may be replaced while it is in use: when the silo rejects the token, it is read
    /// again.
    /// </summary>
    /// <param name="url">For example <c>http://127.0.0.1:7070</c>.</param>
    /// <param name="readToken">Returns the present token, for example <see cref="SiloLocator.ReadToken"/>.</param>
    /// <param name="time">The clock of timeouts and reconnects; null for the system clock.</param>
    public static FactoryClient WithTokenProvider(string url, Func<string?> readToken, TimeProvider? time = null) =>
        new(new HttpClient(new TokenHandler(readToken, CreateHandler())) { BaseAddress = BaseAddressOf(url) }, null, time);

    /// <summary>
    /// Creates a client over an existing HTTP client, which must have a base address and is disposed with this object.
    /// </summary>
    /// <param name="http">The HTTP client. Its timeout is disabled: event streams stay open.</param>
    /// <param name="token">The access token; null keeps the headers of the HTTP client.</param>
    /// <param name="time">The clock of timeouts and reconnects; null for the system clock.</param>
    public FactoryClient(HttpClient http, string? token, TimeProvider? time = null)
    {
        if (token is not null)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        // Event streams stay open; ApiCaller limits the time of single requests.
        http.Timeout = Timeout.InfiniteTimeSpan;
        _api = new ApiCaller(http, time ?? TimeProvider.System);
        _events = new EventStreamReader(http, time ?? TimeProvider.System);
    }

    /// <summary>Whether the silo answers. Needs no token.</summary>
    public Task<HealthView> GetHealthAsync(CancellationToken cancellationToken = default) =>
        _api.GetAsync<HealthView>("api/health", cancellationToken);

    /// <summary>What the silo found on its machine.</summary>
    public Task<IReadOnlyList<DiscoveredItem>> GetDiscoveryAsync(CancellationToken cancellationToken = default) =>
        _api.GetAsync<IReadOnlyList<DiscoveredItem>>("api/discovery", cancellationToken);

    /// <summary>Starts a run.</summary>
    /// <param name="request">What to make.</param>
    /// <param name="idempotencyKey">The same key with the same request starts one run, however often it is sent; null
    /// to send without.</param>
    public Task<RunView> StartRunAsync(
        StartRunRequest request,
        string? idempotencyKey = null,
        CancellationToken cancellationToken = default) =>
        _api.PostAsync<RunView>("api/runs", request, idempotencyKey, cancellationToken);

    /// <summary>Says what a run with this request would be. Nothing is started.</summary>
    /// <param name="request">What to make.</param>
    public Task<RunPreview> PreviewRunAsync(StartRunRequest request, CancellationToken cancellationToken = default) =>
        _api.PostAsync<RunPreview>("api/runs/preview", request, null, cancellationToken);

    /// <summary>Runs, newest first, without stages and evidence; <see cref="GetRunAsync"/> has them.</summary>
    /// <param name="status">Only with this status; null for all.</param>
    /// <param name="before"><see cref="Page{T}.Next"/> of the previous page; null for the first page.</param>
    /// <param name="limit">1 to 200.</param>
    public Task<Page<RunView>> ListRunsAsync(
        RunStatus? status = null,
        string? before = null,
        int limit = 50,
        CancellationToken cancellationToken = default) =>
        _api.GetAsync<Page<RunView>>(
            QueryString.Build("api/runs", ("status", status), ("before", before), ("limit", limit)),
            cancellationToken);

    /// <summary>One run.</summary>
    public Task<RunView> GetRunAsync(RunId run, CancellationToken cancellationToken = default) =>
        _api.GetAsync<RunView>($"api/runs/{run}", cancellationToken);

    /// <summary>Stops a run, its tasks and their attempts.</summary>
    public Task<RunView> CancelRunAsync(RunId run, string? reason = null, CancellationToken cancellationToken = default) =>
        _api.PostAsync<RunView>($"api/runs/{run}/cancel", new CancelRequest(reason), null, cancellationToken);

    /// <summary>Continues a run at the stage that failed.</summary>
    /// <param name="run">The run.</param>
    /// <param name="budgetUsd">A new hard cap in US dollars; null to keep the old one.</param>
    /// <param name="allowSameReviewer">True to let the builder's own model review from now on.</param>
    public Task<RunView> RetryRunAsync(
        RunId run,
        decimal? budgetUsd = null,
        bool allowSameReviewer = false,
        CancellationToken cancellationToken = default) =>
        _api.PostAsync<RunView>($"api/runs/{run}/retry", new RetryRunRequest(budgetUsd, allowSameReviewer), null, cancellationToken);

    /// <summary>One attempt.</summary>
    public Task<AttemptView> GetAttemptAsync(AttemptId attempt, CancellationToken cancellationToken = default) =>
        _api.GetAsync<AttemptView>($"api/attempts/{attempt}", cancellationToken);

    /// <summary>The transcript of an attempt: messages and tool calls.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="from">Number of the first entry to return, from 1.</param>
    /// <param name="limit">1 to 1,000.</param>
    public Task<TranscriptPage> GetTranscriptAsync(
        AttemptId attempt,
        long from = 1,
        int limit = 200,
        CancellationToken cancellationToken = default) =>
        _api.GetAsync<TranscriptPage>(
            QueryString.Build($"api/attempts/{attempt}/transcript", ("from", from), ("limit", limit)),
            cancellationToken);

    /// <summary>The roster.</summary>
    public Task<IReadOnlyList<AgentView>> ListAgentsAsync(CancellationToken cancellationToken = default) =>
        _api.GetAsync<IReadOnlyList<AgentView>>("api/agents", cancellationToken);

    /// <summary>One agent.</summary>
    public Task<AgentView> GetAgentAsync(AgentId agent, CancellationToken cancellationToken = default) =>
        _api.GetAsync<AgentView>($"api/agents/{agent}", cancellationToken);

    /// <summary>The model providers.</summary>
    public Task<IReadOnlyList<ProviderView>> ListProvidersAsync(CancellationToken cancellationToken = default) =>
        _api.GetAsync<IReadOnlyList<ProviderView>>("api/providers", cancellationToken);

    /// <summary>Compares what each available provider offers for its key with the catalogue.</summary>
    public Task<IReadOnlyList<ProviderModelsCheck>> CheckModelsAsync(CancellationToken cancellationToken = default) =>
        _api.GetAsync<IReadOnlyList<ProviderModelsCheck>>("api/models/check", cancellationToken);

    /// <summary>Approvals, newest first.</summary>
    public Task<Page<ApprovalView>> ListApprovalsAsync(
        ApprovalStatus? status = null,
        string? before = null,
        int limit = 50,
        CancellationToken cancellationToken = default) =>
        _api.GetAsync<Page<ApprovalView>>(
            QueryString.Build("api/approvals", ("status", status), ("before", before), ("limit", limit)),
            cancellationToken);

    /// <summary>One approval.</summary>
    public Task<ApprovalView> GetApprovalAsync(ApprovalId approval, CancellationToken cancellationToken = default) =>
        _api.GetAsync<ApprovalView>($"api/approvals/{approval}", cancellationToken);

    /// <summary>Approves. Idempotent; the opposite decision is a conflict.</summary>
    public Task<ApprovalView> ApproveAsync(ApprovalId approval, string? comment = null, CancellationToken cancellationToken = default) =>
        _api.PostAsync<ApprovalView>($"api/approvals/{approval}/approve", new ApprovalDecisionRequest(comment), null, cancellationToken);

    /// <summary>Rejects. Idempotent; the opposite decision is a conflict.</summary>
    public Task<ApprovalView> RejectAsync(ApprovalId approval, string? comment = null, CancellationToken cancellationToken = default) =>
        _api.PostAsync<ApprovalView>($"api/approvals/{approval}/reject", new ApprovalDecisionRequest(comment), null, cancellationToken);

    /// <summary>Sends the work back to the agent with a reason. Idempotent; another decision is a conflict.</summary>
    /// <param name="approval">The approval.</param>
    /// <param name="reason">What to change.</param>
    public Task<ApprovalView> RequestChangesAsync(ApprovalId approval, string reason, CancellationToken cancellationToken = default) =>
        _api.PostAsync<ApprovalView>(
            $"api/approvals/{approval}/request-changes",
            new RequestChangesRequest(reason),
            null,
            cancellationToken);

    /// <summary>The supervisor's ready and active tasks.</summary>
    public Task<KevStatus> GetKevAsync(CancellationToken cancellationToken = default) =>
        _api.GetAsync<KevStatus>("api/kev", cancellationToken);

    /// <summary>The agent and model that a task of a kind would get now, and why.</summary>
    /// <param name="kind">The kind of task.</param>
    /// <param name="agent">Only this agent; null for any that takes the kind.</param>
    public Task<RoutingView> ExplainRoutingAsync(string kind, AgentId? agent = null, CancellationToken cancellationToken = default) =>
        _api.GetAsync<RoutingView>(QueryString.Build("api/routing/explain", ("kind", kind), ("agent", agent)), cancellationToken);

    /// <summary>Statistics of the grains: activations, calls, the slowest calls, and commits of the store.</summary>
    public Task<GrainStatisticsView> GetGrainsAsync(CancellationToken cancellationToken = default) =>
        _api.GetAsync<GrainStatisticsView>("api/grains", cancellationToken);

    /// <summary>Starts no new attempt; running ones continue.</summary>
    public Task<KevStatus> PauseAsync(CancellationToken cancellationToken = default) =>
        _api.PostAsync<KevStatus>("api/kev/pause", null, null, cancellationToken);

    /// <summary>Ends a pause.</summary>
    public Task<KevStatus> ResumeAsync(CancellationToken cancellationToken = default) =>
        _api.PostAsync<KevStatus>("api/kev/resume", null, null, cancellationToken);

    /// <summary>The configuration in force, and why newer files were rejected.</summary>
    public Task<ConfigView> GetConfigAsync(CancellationToken cancellationToken = default) =>
        _api.GetAsync<ConfigView>("api/config", cancellationToken);

    /// <summary>
    /// Reloads the configuration files. Invalid files throw <c>config.invalid</c> and change nothing.
    /// </summary>
    public Task<ConfigView> ReloadConfigAsync(CancellationToken cancellationToken = default) =>
        _api.PostAsync<ConfigView>("api/config/reload", null, null, cancellationToken);

    /// <summary>Deletes what the retention policy no longer keeps, or lists it.</summary>
    public Task<CleanReport> CleanAsync(CleanRequest request, CancellationToken cancellationToken = default) =>
        _api.PostAsync<CleanReport>("api/clean", request, null, cancellationToken);

    /// <summary>Replaces the access token; the silo rejects the old one from then on.</summary>
    public Task<TokenRotated> RotateTokenAsync(CancellationToken cancellationToken = default) =>
        _api.PostAsync<TokenRotated>("api/token/rotate", null, null, cancellationToken);

    /// <summary>Creates a link that signs in one browser, once, within five minutes.</summary>
    /// <param name="returnUrl">The page to show then, for example <c>/grains/orleans</c>; null for the first
    /// page.</param>
    public Task<SignInLink> CreateSignInLinkAsync(string? returnUrl = null, CancellationToken cancellationToken = default) =>
        _api.PostAsync<SignInLink>("api/sign-in/links", new CreateSignInLinkRequest(returnUrl), null, cancellationToken);

    /// <summary>Browsers that are signed in, newest first.</summary>
    public Task<IReadOnlyList<SignInView>> ListSignInsAsync(CancellationToken cancellationToken = default) =>
        _api.GetAsync<IReadOnlyList<SignInView>>("api/sign-ins", cancellationToken);

    /// <summary>Ends a sign-in and everything that it authenticated, at once.</summary>
    /// <param name="id"><see cref="SignInView.Id"/>.</param>
    public Task<SignInView> RevokeSignInAsync(string id, CancellationToken cancellationToken = default) =>
        _api.DeleteAsync<SignInView>($"api/sign-ins/{Uri.EscapeDataString(id)}", cancellationToken);

    /// <summary>Pauses and stops every attempt; their tasks go back to Ready.</summary>
    public Task<KevStatus> StopAllAsync(CancellationToken cancellationToken = default) =>
        _api.PostAsync<KevStatus>("api/kev/stop-all", null, null, cancellationToken);

    /// <summary>Spending, and the state of today's budget.</summary>
    /// <param name="by">The grouping of the lines.</param>
    /// <param name="from">The first day (UTC); null for no lower bound.</param>
    /// <param name="to">The last day (UTC); null for today.</param>
    /// <param name="run">Only this run; null for all.</param>
    /// <param name="task">Only this task; null for all.</param>
    public Task<SpendReport> GetSpendAsync(
        SpendBy by = SpendBy.Day,
        DateOnly? from = null,
        DateOnly? to = null,
        RunId? run = null,
        TaskId? task = null,
        CancellationToken cancellationToken = default) =>
        _api.GetAsync<SpendReport>(
            QueryString.Build(
                "api/spend",
                ("by", by),
                ("from", from?.ToString("O", CultureInfo.InvariantCulture)),
                ("to", to?.ToString("O", CultureInfo.InvariantCulture)),
                ("run", run),
                ("task", task)), cancellationToken);

    /// <summary>The open budgets.</summary>
    public Task<IReadOnlyList<BudgetView>> ListBudgetsAsync(CancellationToken cancellationToken = default) =>
        _api.GetAsync<IReadOnlyList<BudgetView>>("api/budgets", cancellationToken);

    /// <summary>One budget.</summary>
    /// <param name="name"><c>day</c>, <c>agent-NAME</c>, a run's or a task's id, <c>key-NAME</c>.</param>
    public Task<BudgetView> GetBudgetAsync(string name, CancellationToken cancellationToken = default) =>
        _api.GetAsync<BudgetView>($"api/budgets/{Uri.EscapeDataString(name)}", cancellationToken);

    /// <summary>The factory's budget of today (UTC).</summary>
    public Task<BudgetView> GetDayBudgetAsync(CancellationToken cancellationToken = default) => GetBudgetAsync("day", cancellationToken);

    /// <summary>Sets the hard cap of a budget.</summary>
    /// <param name="name">As for <see cref="GetBudgetAsync"/>.</param>
    /// <param name="capUsd">The cap in US dollars.</param>
    public Task<BudgetView> SetBudgetAsync(string name, decimal capUsd, CancellationToken cancellationToken = default) =>
        _api.PostAsync<BudgetView>($"api/budgets/{Uri.EscapeDataString(name)}", new SetBudgetRequest(capUsd), null, cancellationToken);

    /// <summary>Creates a named key of the gateway. Only this response contains its secret.</summary>
    public Task<KeyCreated> CreateKeyAsync(CreateKeyRequest request, CancellationToken cancellationToken = default) =>
        _api.PostAsync<KeyCreated>("api/keys", request, null, cancellationToken);

    /// <summary>The named keys, revoked and expired ones included, oldest first.</summary>
    public Task<IReadOnlyList<KeyView>> ListKeysAsync(CancellationToken cancellationToken = default) =>
        _api.GetAsync<IReadOnlyList<KeyView>>("api/keys", cancellationToken);

    /// <summary>One key.</summary>
    public Task<KeyView> GetKeyAsync(string name, CancellationToken cancellationToken = default) =>
        _api.GetAsync<KeyView>($"api/keys/{Uri.EscapeDataString(name)}", cancellationToken);

    /// <summary>Revokes a key at once. Idempotent.</summary>
    public Task<KeyView> RevokeKeyAsync(string name, CancellationToken cancellationToken = default) =>
        _api.PostAsync<KeyView>($"api/keys/{Uri.EscapeDataString(name)}/revoke", null, null, cancellationToken);

    /// <summary>The secrets by name, without their values.</summary>
    public Task<IReadOnlyList<SecretView>> ListSecretsAsync(CancellationToken cancellationToken = default) =>
        _api.GetAsync<IReadOnlyList<SecretView>>("api/secrets", cancellationToken);

    /// <summary>Sets a secret, or replaces the one of the same name.</summary>
    public Task<SecretView> SetSecretAsync(string name, SetSecretRequest request, CancellationToken cancellationToken = default) =>
        _api.PostAsync<SecretView>($"api/secrets/{Uri.EscapeDataString(name)}", request, null, cancellationToken);

    /// <summary>Removes a secret.</summary>
    public Task<SecretView> RemoveSecretAsync(string name, CancellationToken cancellationToken = default) =>
        _api.DeleteAsync<SecretView>($"api/secrets/{Uri.EscapeDataString(name)}", cancellationToken);

    /// <summary>
    /// The models of the catalogue, cheapest tier first, with prices and the health of their providers.
    /// </summary>
    public Task<IReadOnlyList<CatalogueModelView>> ListModelsAsync(CancellationToken cancellationToken = default) =>
        _api.GetAsync<IReadOnlyList<CatalogueModelView>>("api/models", cancellationToken);

    /// <summary>Recorded events after a position; does not wait for new ones.</summary>
    /// <param name="after">Position of the last event that the caller has; 0 for all.</param>
    /// <param name="run">Only events of this run; null for all.</param>
    /// <param name="limit">1 to 1,000.</param>
    public Task<EventPage> GetEventsAsync(
        long after = 0,
        RunId? run = null,
        int limit = 200,
        CancellationToken cancellationToken = default) =>
        _api.GetAsync<EventPage>(QueryString.Build("api/events", ("after", after), ("run", run), ("limit", limit)), cancellationToken);

    /// <summary>
    /// Streams events as they happen, each once and in order, without end. After a lost connection it reconnects at the
    /// last event; after half a minute without a connection it throws <c>silo.unreachable</c>.
    /// </summary>
    /// <param name="after">Position of the last event that the caller has; 0 for all.</param>
    /// <param name="run">Only events of this run; null for all.</param>
    public IAsyncEnumerable<FactoryEvent> ReadEventsAsync(
        long after = 0,
        RunId? run = null,
        CancellationToken cancellationToken = default) =>
        _events.ReadAsync(after, run, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _api.Dispose();

    // No proxy and no redirects: the silo is on this machine, and the token must not be sent elsewhere.
    private static HttpClient CreateHttp(string url) => new(CreateHandler()) { BaseAddress = BaseAddressOf(url) };

    private static SocketsHttpHandler CreateHandler() =>
        new() { UseProxy = false, AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5) };

    // Relative addresses replace everything after the last slash of the base address (RFC 3986, 5.2.3): without it, a
    // path in the URL would be lost.
    private static Uri BaseAddressOf(string url) => new(url.TrimEnd('/') + "/");
}
