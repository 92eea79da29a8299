import { openTestWarehouse } from '../support/embedded.js';
import { describeWarehouse } from './warehouseContract.js';

describeWarehouse('embedded engine', () => openTestWarehouse());
