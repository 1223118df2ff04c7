namespace Factory.Domain.Configuration;

/// <summary>Where the factory keeps its data; the one place that knows the layout of the data folder.</summary>
/// <param name="Data">Full path of the data folder.</param>
public sealed record FactoryPaths(string Data)
{
    /// <summary>Grain states, index, events.</summary>
    public string Database => Path.Combine(Data, "factory.db");

    /// <summary>Held open by the silo that owns the folder.</summary>
    public string LockFile => Path.Combine(Data, Factory.Contracts.Api.SiloFile.LockName);

    /// <summary>Who holds the lock and where it answers.</summary>
    public string SiloFile => Path.Combine(Data, Factory.Contracts.Api.SiloFile.Name);

    /// <summary>The access token, mode 0600.</summary>
    public string TokenFile => Path.Combine(Data, Factory.Contracts.Api.SiloFile.TokenName);

    /// <summary>Who is signed in with a browser, mode 0600; holds hashes of the cookies' secrets only.</summary>
    public string SignInFile => Path.Combine(Data, "sign-ins.json");

    /// <summary>A folder for each product: <c>repository</c>, <c>builds</c>, <c>deployments</c>.</summary>
    public string Products => Path.Combine(Data, "products");

    /// <summary>A working copy for each attempt.</summary>
    public string WorkingCopies => Path.Combine(Data, "work");

    /// <summary>A transcript for each attempt, one JSON object a line.</summary>
    public string Transcripts => Path.Combine(Data, "transcripts");

    /// <summary>Log files.</summary>
    public string Logs => Path.Combine(Data, "logs");

    /// <summary>What a product's folder says of it.</summary>
    public string ProductFile(string name) => Path.Combine(Product(name), "product.json");

    /// <summary>Where a product's own repository is; one that was brought along with <c>--repo</c> lies elsewhere.</summary>
    public string Repository(string name) => Path.Combine(Product(name), "repository");

    /// <summary>What is deployed of a product.</summary>
    public string DeploymentsFile(string name) => Path.Combine(Product(name), "deployments.json");

    /// <summary>A product's folder.</summary>
    public string Product(string name) => Path.Combine(Products, name);

    /// <summary>A product's builds, a folder for each tree.</summary>
    public string Builds(string product) => Path.Combine(Product(product), "builds");

    /// <summary>An attempt's transcript.</summary>
    public string Transcript(AttemptId attempt) => Path.Combine(Transcripts, attempt.Value + ".jsonl");
}
