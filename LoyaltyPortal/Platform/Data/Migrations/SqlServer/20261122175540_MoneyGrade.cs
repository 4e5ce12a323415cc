using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyPortal.Platform.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class MoneyGrade : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Purchases_MemberId_OccurredAt",
                table: "Purchases");

            migrationBuilder.DropIndex(
                name: "IX_PurchaseReturns_MemberId_OccurredAt",
                table: "PurchaseReturns");

            migrationBuilder.AddColumn<string>(
                name: "Currency",
                table: "Purchases",
                type: "nvarchar(3)",
                maxLength: 3,
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "CurrencyNet",
                table: "Purchases",
                type: "decimal(19,4)",
                precision: 19,
                scale: 4,
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "CurrencyReturnedNet",
                table: "Purchases",
                type: "decimal(19,4)",
                precision: 19,
                scale: 4,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<long>(
                name: "EntryAccountId",
                table: "Purchases",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "LotSequence",
                table: "Purchases",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "PaidWithPoints",
                table: "Purchases",
                type: "decimal(19,4)",
                precision: 19,
                scale: 4,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<long>(
                name: "PointsRedeemed",
                table: "Purchases",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "PointsRestored",
                table: "Purchases",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "RateBillionths",
                table: "Purchases",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Currency",
                table: "PurchaseReturns",
                type: "nvarchar(3)",
                maxLength: 3,
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "CurrencyNet",
                table: "PurchaseReturns",
                type: "decimal(19,4)",
                precision: 19,
                scale: 4,
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "PaidWithPoints",
                table: "PurchaseReturns",
                type: "decimal(19,4)",
                precision: 19,
                scale: 4,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<long>(
                name: "PointsRestored",
                table: "PurchaseReturns",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "EntryAccountId",
                table: "PurchaseReturnLines",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "PaidWithPoints",
                table: "PurchaseReturnLines",
                type: "decimal(19,4)",
                precision: 19,
                scale: 4,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<long>(
                name: "PointsRestored",
                table: "PurchaseReturnLines",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<decimal>(
                name: "PaidWithPoints",
                table: "PurchaseLines",
                type: "decimal(19,4)",
                precision: 19,
                scale: 4,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<long>(
                name: "PointsRedeemed",
                table: "PurchaseLines",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "OpenFrom",
                table: "PointsAccounts",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "MergedInto",
                table: "Members",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "Amount",
                table: "MemberActions",
                type: "decimal(19,4)",
                precision: 19,
                scale: 4,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "EntrySequence",
                table: "MemberActions",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Evidence",
                table: "MemberActions",
                type: "nvarchar(1000)",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "EvidenceKind",
                table: "MemberActions",
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Explanation",
                table: "MemberActions",
                type: "nvarchar(max)",
                maxLength: -1,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ReportedBy",
                table: "MemberActions",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Source",
                table: "MemberActions",
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SourceEvent",
                table: "MemberActions",
                type: "nvarchar(80)",
                maxLength: 80,
                nullable: true,
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.AddColumn<string>(
                name: "Subject",
                table: "MemberActions",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsUsedUp",
                table: "Lots",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<DateTime>(
                name: "AvailableFrom",
                table: "LedgerEntries",
                type: "datetime2(6)",
                precision: 6,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "EarnedAt",
                table: "LedgerEntries",
                type: "datetime2(6)",
                precision: 6,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "ExpiresAt",
                table: "LedgerEntries",
                type: "datetime2(6)",
                precision: 6,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "ExtendsTo",
                table: "LedgerEntries",
                type: "datetime2(6)",
                precision: 6,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "GraceUntil",
                table: "LedgerEntries",
                type: "datetime2(6)",
                precision: 6,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RefersTo",
                table: "LedgerEntries",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "BirthdayRuns",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BirthdayRuns", x => x.MerchantId);
                });

            migrationBuilder.CreateTable(
                name: "BooksProofs",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    State = table.Column<int>(type: "int", nullable: false),
                    AskedBy = table.Column<long>(type: "bigint", nullable: true),
                    AskedByName = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    AskedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    EndedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: true),
                    LeaseOwner = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    LeasedUntil = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: true),
                    AccountsInAll = table.Column<long>(type: "bigint", nullable: false),
                    Accounts = table.Column<long>(type: "bigint", nullable: false),
                    Entries = table.Column<long>(type: "bigint", nullable: false),
                    Lots = table.Column<long>(type: "bigint", nullable: false),
                    Allocations = table.Column<long>(type: "bigint", nullable: false),
                    Purchases = table.Column<long>(type: "bigint", nullable: false),
                    Returns = table.Column<long>(type: "bigint", nullable: false),
                    Figures = table.Column<long>(type: "bigint", nullable: false),
                    Part = table.Column<int>(type: "int", nullable: true),
                    Table = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    Key = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    What = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: true),
                    Expected = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    Found = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    MemberId = table.Column<long>(type: "bigint", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BooksProofs", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "LadderSweeps",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Stamp = table.Column<long>(type: "bigint", nullable: false),
                    UpTo = table.Column<long>(type: "bigint", nullable: false),
                    IsDone = table.Column<bool>(type: "bit", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LadderSweeps", x => x.MerchantId);
                });

            migrationBuilder.CreateTable(
                name: "ExpiryWarnings",
                columns: table => new
                {
                    AccountId = table.Column<long>(type: "bigint", nullable: false),
                    LastDay = table.Column<DateOnly>(type: "date", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    ToldAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ExpiryWarnings", x => new { x.AccountId, x.LastDay });
                });

            migrationBuilder.CreateTable(
                name: "MemberMerges",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    SurvivorId = table.Column<long>(type: "bigint", nullable: false),
                    MergedId = table.Column<long>(type: "bigint", nullable: false),
                    MergedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    MergedBy = table.Column<long>(type: "bigint", nullable: true),
                    MergedByName = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Points = table.Column<long>(type: "bigint", nullable: false),
                    Deduplicated = table.Column<long>(type: "bigint", nullable: false),
                    OutSequence = table.Column<long>(type: "bigint", nullable: true),
                    Contacts = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: true),
                    UndoneAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: true),
                    UndoneBy = table.Column<long>(type: "bigint", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MemberMerges", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "MergedRows",
                columns: table => new
                {
                    MergeId = table.Column<long>(type: "bigint", nullable: false),
                    Kind = table.Column<int>(type: "int", nullable: false),
                    RowId = table.Column<long>(type: "bigint", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Target = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MergedRows", x => new { x.MergeId, x.Kind, x.RowId });
                });

            migrationBuilder.CreateTable(
                name: "PointsAdjustments",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    Kind = table.Column<int>(type: "int", nullable: false),
                    Points = table.Column<long>(type: "bigint", nullable: false),
                    ReasonCode = table.Column<int>(type: "int", nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: false),
                    State = table.Column<int>(type: "int", nullable: false),
                    AskedBy = table.Column<long>(type: "bigint", nullable: true),
                    AskedByName = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    AskedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    DecidedBy = table.Column<long>(type: "bigint", nullable: true),
                    DecidedByName = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    DecidedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: true),
                    Note = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: true),
                    EntrySequence = table.Column<long>(type: "bigint", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PointsAdjustments", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PointsTransfers",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    FromMemberId = table.Column<long>(type: "bigint", nullable: false),
                    ToMemberId = table.Column<long>(type: "bigint", nullable: false),
                    Points = table.Column<long>(type: "bigint", nullable: false),
                    OccurredAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    RecordedBy = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PointsTransfers", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ProgrammeDrafts",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Content = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: true),
                    BasedOn = table.Column<int>(type: "int", nullable: false),
                    EditedBy = table.Column<long>(type: "bigint", nullable: true),
                    EditedByName = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    EditedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ProgrammeDrafts", x => x.MerchantId);
                });

            migrationBuilder.CreateTable(
                name: "TierChanges",
                columns: table => new
                {
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    FromKey = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    ToKey = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    FromName = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    ToName = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    IsUp = table.Column<bool>(type: "bit", nullable: false),
                    Cause = table.Column<int>(type: "int", nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    RecordedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    ProgrammeVersion = table.Column<int>(type: "int", nullable: false),
                    Counted = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TierChanges", x => new { x.MemberId, x.Number });
                });

            migrationBuilder.CreateTable(
                name: "TierStandings",
                columns: table => new
                {
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    TierKey = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    Since = table.Column<DateOnly>(type: "date", nullable: false),
                    LosesOn = table.Column<DateOnly>(type: "date", nullable: true),
                    AssessedOn = table.Column<DateOnly>(type: "date", nullable: false),
                    Counted = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    CountedFrom = table.Column<DateOnly>(type: "date", nullable: false),
                    NextDueOn = table.Column<DateOnly>(type: "date", nullable: true),
                    Stamp = table.Column<long>(type: "bigint", nullable: false),
                    Changes = table.Column<int>(type: "int", nullable: false),
                    CountedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TierStandings", x => x.MemberId);
                });

            migrationBuilder.CreateTable(
                name: "TrialProposals",
                columns: table => new
                {
                    RunId = table.Column<long>(type: "bigint", nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Points = table.Column<long>(type: "bigint", nullable: false),
                    Size = table.Column<long>(type: "bigint", nullable: false),
                    Purchases = table.Column<int>(type: "int", nullable: false),
                    Parts = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false),
                    State = table.Column<int>(type: "int", nullable: false),
                    DecidedBy = table.Column<long>(type: "bigint", nullable: true),
                    DecidedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: true),
                    EntrySequence = table.Column<long>(type: "bigint", nullable: true),
                    PostedPoints = table.Column<long>(type: "bigint", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TrialProposals", x => new { x.RunId, x.MemberId });
                });

            migrationBuilder.CreateTable(
                name: "TrialRuns",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Kind = table.Column<int>(type: "int", nullable: false),
                    State = table.Column<int>(type: "int", nullable: false),
                    Content = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false),
                    ContentVersion = table.Column<int>(type: "int", nullable: false),
                    ComparedVersion = table.Column<int>(type: "int", nullable: false),
                    FromAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: true),
                    UntilAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    CreatedBy = table.Column<long>(type: "bigint", nullable: true),
                    StartedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: true),
                    FinishedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: true),
                    Total = table.Column<long>(type: "bigint", nullable: false),
                    Done = table.Column<long>(type: "bigint", nullable: false),
                    Result = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false),
                    LeaseOwner = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    LeasedUntil = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TrialRuns", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Purchases_MemberId_MerchantId_OccurredAt",
                table: "Purchases",
                columns: new[] { "MemberId", "MerchantId", "OccurredAt" });

            migrationBuilder.CreateIndex(
                name: "IX_PurchaseReturns_MemberId_MerchantId_OccurredAt",
                table: "PurchaseReturns",
                columns: new[] { "MemberId", "MerchantId", "OccurredAt" });

            migrationBuilder.CreateIndex(
                name: "IX_PurchaseReturnLines_PurchaseId",
                table: "PurchaseReturnLines",
                column: "PurchaseId");

            migrationBuilder.CreateIndex(
                name: "IX_Members_MerchantId_BirthDate",
                table: "Members",
                columns: new[] { "MerchantId", "BirthDate" });

            migrationBuilder.CreateIndex(
                name: "IX_Members_MergedInto",
                table: "Members",
                column: "MergedInto");

            migrationBuilder.CreateIndex(
                name: "IX_MemberActions_MemberId_Action_SourceEvent",
                table: "MemberActions",
                columns: new[] { "MemberId", "Action", "SourceEvent" },
                unique: true,
                filter: "[SourceEvent] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_BooksProofs_MerchantId_AskedAt",
                table: "BooksProofs",
                columns: new[] { "MerchantId", "AskedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_BooksProofs_State",
                table: "BooksProofs",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_MemberMerges_MerchantId",
                table: "MemberMerges",
                column: "MerchantId");

            migrationBuilder.CreateIndex(
                name: "IX_MemberMerges_MergedId",
                table: "MemberMerges",
                column: "MergedId");

            migrationBuilder.CreateIndex(
                name: "IX_MemberMerges_SurvivorId",
                table: "MemberMerges",
                column: "SurvivorId");

            migrationBuilder.CreateIndex(
                name: "IX_PointsAdjustments_MemberId",
                table: "PointsAdjustments",
                column: "MemberId");

            migrationBuilder.CreateIndex(
                name: "IX_PointsAdjustments_MerchantId_State_AskedAt",
                table: "PointsAdjustments",
                columns: new[] { "MerchantId", "State", "AskedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_PointsTransfers_FromMemberId_OccurredAt",
                table: "PointsTransfers",
                columns: new[] { "FromMemberId", "OccurredAt" });

            migrationBuilder.CreateIndex(
                name: "IX_PointsTransfers_MerchantId",
                table: "PointsTransfers",
                column: "MerchantId");

            migrationBuilder.CreateIndex(
                name: "IX_TierStandings_MerchantId_NextDueOn",
                table: "TierStandings",
                columns: new[] { "MerchantId", "NextDueOn" });

            migrationBuilder.CreateIndex(
                name: "IX_TrialProposals_RunId_State_Size",
                table: "TrialProposals",
                columns: new[] { "RunId", "State", "Size" });

            migrationBuilder.CreateIndex(
                name: "IX_TrialRuns_MerchantId_Kind_Id",
                table: "TrialRuns",
                columns: new[] { "MerchantId", "Kind", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "BirthdayRuns");

            migrationBuilder.DropTable(
                name: "BooksProofs");

            migrationBuilder.DropTable(
                name: "LadderSweeps");

            migrationBuilder.DropTable(
                name: "ExpiryWarnings");

            migrationBuilder.DropTable(
                name: "MemberMerges");

            migrationBuilder.DropTable(
                name: "MergedRows");

            migrationBuilder.DropTable(
                name: "PointsAdjustments");

            migrationBuilder.DropTable(
                name: "PointsTransfers");

            migrationBuilder.DropTable(
                name: "ProgrammeDrafts");

            migrationBuilder.DropTable(
                name: "TierChanges");

            migrationBuilder.DropTable(
                name: "TierStandings");

            migrationBuilder.DropTable(
                name: "TrialProposals");

            migrationBuilder.DropTable(
                name: "TrialRuns");

            migrationBuilder.DropIndex(
                name: "IX_Purchases_MemberId_MerchantId_OccurredAt",
                table: "Purchases");

            migrationBuilder.DropIndex(
                name: "IX_PurchaseReturns_MemberId_MerchantId_OccurredAt",
                table: "PurchaseReturns");

            migrationBuilder.DropIndex(
                name: "IX_PurchaseReturnLines_PurchaseId",
                table: "PurchaseReturnLines");

            migrationBuilder.DropIndex(
                name: "IX_Members_MerchantId_BirthDate",
                table: "Members");

            migrationBuilder.DropIndex(
                name: "IX_Members_MergedInto",
                table: "Members");

            migrationBuilder.DropIndex(
                name: "IX_MemberActions_MemberId_Action_SourceEvent",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "Currency",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "CurrencyNet",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "CurrencyReturnedNet",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "EntryAccountId",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "LotSequence",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "PaidWithPoints",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "PointsRedeemed",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "PointsRestored",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "RateBillionths",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "Currency",
                table: "PurchaseReturns");

            migrationBuilder.DropColumn(
                name: "CurrencyNet",
                table: "PurchaseReturns");

            migrationBuilder.DropColumn(
                name: "PaidWithPoints",
                table: "PurchaseReturns");

            migrationBuilder.DropColumn(
                name: "PointsRestored",
                table: "PurchaseReturns");

            migrationBuilder.DropColumn(
                name: "EntryAccountId",
                table: "PurchaseReturnLines");

            migrationBuilder.DropColumn(
                name: "PaidWithPoints",
                table: "PurchaseReturnLines");

            migrationBuilder.DropColumn(
                name: "PointsRestored",
                table: "PurchaseReturnLines");

            migrationBuilder.DropColumn(
                name: "PaidWithPoints",
                table: "PurchaseLines");

            migrationBuilder.DropColumn(
                name: "PointsRedeemed",
                table: "PurchaseLines");

            migrationBuilder.DropColumn(
                name: "OpenFrom",
                table: "PointsAccounts");

            migrationBuilder.DropColumn(
                name: "MergedInto",
                table: "Members");

            migrationBuilder.DropColumn(
                name: "Amount",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "EntrySequence",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "Evidence",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "EvidenceKind",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "Explanation",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "ReportedBy",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "Source",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "SourceEvent",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "Subject",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "IsUsedUp",
                table: "Lots");

            migrationBuilder.DropColumn(
                name: "AvailableFrom",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "EarnedAt",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "ExpiresAt",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "ExtendsTo",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "GraceUntil",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "RefersTo",
                table: "LedgerEntries");

            migrationBuilder.CreateIndex(
                name: "IX_Purchases_MemberId_OccurredAt",
                table: "Purchases",
                columns: new[] { "MemberId", "OccurredAt" });

            migrationBuilder.CreateIndex(
                name: "IX_PurchaseReturns_MemberId_OccurredAt",
                table: "PurchaseReturns",
                columns: new[] { "MemberId", "OccurredAt" });
        }
    }
}
