namespace Factory.Domain.Configuration;

/// <summary>The layout of the data folder. Nothing else builds paths in it.</summary>
/// <param name="Data">Full path of the data folder.</param>
public sealed record FactoryPaths(string Data)
{
    /// <summary>The SQLite database: grain states, index, events, outbox, ledger.</summary>
    public string Database => Path.Combine(Data, "factory.db");

    /// <summary>The file that the silo holds open while it owns the folder.</summary>
    public string LockFile => Path.Combine(Data, Factory.Contracts.Api.SiloFile.LockName);

    /// <summary>Process id and URL of the silo that owns the folder.</summary>
    public string SiloFile => Path.Combine(Data, Factory.Contracts.Api.SiloFile.Name);

    /// <summary>The port on which the API last answered when none was asked for.</summary>
    public string PortFile => Path.Combine(Data, "port");

    /// <summary>The access token. Mode 0600.</summary>
    public string TokenFile => Path.Combine(Data, Factory.Contracts.Api.SiloFile.TokenName);

    /// <summary>Browsers that are signed in, with hashes of their cookies' secrets. Mode 0600.</summary>
    public string SignInFile => Path.Combine(Data, "sign-ins.json");

    /// <summary>The operator's secrets, encrypted. Mode 0600.</summary>
    public string SecretFile => Path.Combine(Data, "secrets.json");

    /// <summary>The keys of the secrets, unless <c>silo.yaml</c> names another folder. Mode 0700.</summary>
    public string SecretKeys => Path.Combine(Data, "secret-keys");

    /// <summary>A folder for each product: <c>repository</c>, <c>builds</c>, <c>deployments</c>.</summary>
    public string Products => Path.Combine(Data, "products");

    /// <summary>A working copy for each attempt.</summary>
    public string WorkingCopies => Path.Combine(Data, "work");

    /// <summary>A transcript for each attempt, one JSON object a line.</summary>
    public string Transcripts => Path.Combine(Data, "transcripts");

    /// <summary>Homes and output of coding CLIs, a folder for each attempt.</summary>
    public string RunnerSessions => Path.Combine(Data, "sessions");

    /// <summary>The folder of the socket at which attempts reach the factory.</summary>
    public string AttemptServer => Path.Combine(Data, "socket");

    /// <summary>Coding CLIs that the factory has installed, a folder for each.</summary>
    public string RunnerInstallations => Path.Combine(Data, "runners");

    /// <summary>Log files.</summary>
    public string Logs => Path.Combine(Data, "logs");

    /// <summary>The file that describes a product.</summary>
    public string ProductFile(string name) => Path.Combine(Product(name), "product.json");

    /// <summary>
    /// The repository of a product that the factory created; one that was given with <c>--repo</c> stays where it is.
    /// </summary>
    public string Repository(string name) => Path.Combine(Product(name), "repository");

    /// <summary>The deployed versions of a product.</summary>
    public string DeploymentsFile(string name) => Path.Combine(Product(name), "deployments.json");

    /// <summary>A product's folder.</summary>
    public string Product(string name) => Path.Combine(Products, name);

    /// <summary>A product's builds, a folder for each tree.</summary>
    public string Builds(string product) => Path.Combine(Product(product), "builds");

    /// <summary>The folder of an attempt's coding CLI.</summary>
    public string RunnerSession(AttemptId attempt) => Path.Combine(RunnerSessions, attempt.Value);

    /// <summary>The folder of an attempt's egress proxy: its socket, and the certificates that its sandbox trusts.</summary>
    public string EgressFolder(AttemptId attempt) => Path.Combine(RunnerSession(attempt), "egress");

    /// <summary>The installation of a coding CLI.</summary>
    /// <param name="runner">The runner's name.</param>
    public string RunnerInstallation(string runner) => Path.Combine(RunnerInstallations, runner);

    /// <summary>An attempt's transcript.</summary>
    public string Transcript(AttemptId attempt) => Path.Combine(Transcripts, attempt.Value + ".jsonl");
}
