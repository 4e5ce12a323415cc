using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyPortal.Platform.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class PointsVintages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "KeptEnrolments",
                table: "StoreDays",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptPointsExpired",
                table: "StoreDays",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptPointsIssued",
                table: "StoreDays",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptPointsRedeemed",
                table: "StoreDays",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptPointsReversed",
                table: "StoreDays",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptReturnedNet",
                table: "StoreDays",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptReturns",
                table: "StoreDays",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "PointEstimates",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false),
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    FromMonth = table.Column<int>(type: "INTEGER", nullable: false),
                    RedemptionRate = table.Column<long>(type: "INTEGER", nullable: false),
                    PointValue = table.Column<long>(type: "INTEGER", nullable: false),
                    SetBy = table.Column<long>(type: "INTEGER", nullable: true),
                    SetByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    SetAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PointEstimates", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PointVintages",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Earned = table.Column<int>(type: "INTEGER", nullable: false),
                    Month = table.Column<int>(type: "INTEGER", nullable: false),
                    Issued = table.Column<long>(type: "INTEGER", nullable: false),
                    Redeemed = table.Column<long>(type: "INTEGER", nullable: false),
                    Expired = table.Column<long>(type: "INTEGER", nullable: false),
                    Reversed = table.Column<long>(type: "INTEGER", nullable: false),
                    SoldPoints = table.Column<long>(type: "INTEGER", nullable: false),
                    NetSales = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PointVintages", x => new { x.MerchantId, x.Earned, x.Month });
                });

            migrationBuilder.CreateIndex(
                name: "IX_PointEstimates_MerchantId_FromMonth",
                table: "PointEstimates",
                columns: new[] { "MerchantId", "FromMonth" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "PointEstimates");

            migrationBuilder.DropTable(
                name: "PointVintages");

            migrationBuilder.DropColumn(
                name: "KeptEnrolments",
                table: "StoreDays");

            migrationBuilder.DropColumn(
                name: "KeptPointsExpired",
                table: "StoreDays");

            migrationBuilder.DropColumn(
                name: "KeptPointsIssued",
                table: "StoreDays");

            migrationBuilder.DropColumn(
                name: "KeptPointsRedeemed",
                table: "StoreDays");

            migrationBuilder.DropColumn(
                name: "KeptPointsReversed",
                table: "StoreDays");

            migrationBuilder.DropColumn(
                name: "KeptReturnedNet",
                table: "StoreDays");

            migrationBuilder.DropColumn(
                name: "KeptReturns",
                table: "StoreDays");
        }
    }
}
