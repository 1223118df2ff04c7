global using Factory.Contracts.Ids;
